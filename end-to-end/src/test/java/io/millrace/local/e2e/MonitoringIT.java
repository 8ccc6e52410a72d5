package io.millrace.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.e2e.DashboardQueries.Query;
import io.millrace.local.stack.Component;
import io.millrace.local.stack.ComponentStatus;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A real Prometheus beside the running platform: what dashboards ask has an answer, rules hold, and
 * nothing is said to be wrong that is not. Among the last classes: it adds to the data that others
 * count.
 */
@Order(Integer.MAX_VALUE - 1)
class MonitoringIT {

  @RegisterExtension static final RunningPlatform platform = new RunningPlatform();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /**
   * The classes before this one write bad rows and late ones on purpose, and more at once than is
   * fresh; each of these looks back for minutes.
   */
  private static final Set<String> MADE_BY_OTHER_TESTS =
      Set.of("DeadLettersRising", "BridgeDeadLetters", "LateEventsRising", "FreshnessSlow");

  private static ChildProcess simulator;

  @BeforeAll
  static void startSimulators() throws Exception {
    assumeTrue(
        platform.stack().status().of(Component.PROMETHEUS).isPresent(),
        "Prometheus is not installed; MILLRACE_MONITORING_REQUIRED=true forbids this skip");
    platform.simulate(
        "flights",
        "simulate",
        "--aircraft",
        "60",
        "--snapshots",
        "6",
        "--speed-up",
        "max",
        "--no-http",
        "--rejects",
        platform.file("monitoring.rejects").toString());
    simulator = platform.startSimulator("run", "--rate", "100", "--dirty-share", "0.01");
    // The platform of the tests has no simulator of its own to watch.
    Files.writeString(
        platform.stack().folder().scratch(Component.PROMETHEUS).resolve("targets/simulator.yml"),
        "- targets: ['" + platform.stack().addresses().simulator().getAuthority() + "']\n");
  }

  @AfterAll
  static void stopSimulator() {
    if (simulator != null) {
      simulator.close();
    }
  }

  @Test
  void everyPanelAndEveryVariableOfEveryDashboardHasData() throws Exception {
    // Requests, so that there is something to be seen of the gateway.
    platform.get("/api/v1/telecom/summary");
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              platform.get("/api/v1/flights/countries");
              assertThat(queriesWithoutData()).isEmpty();
            });
  }

  private static List<String> queriesWithoutData() throws Exception {
    Instant to = Instant.now();
    List<String> empty = new ArrayList<>();
    for (Query query : DashboardQueries.all(to.minus(Duration.ofHours(6)), to)) {
      boolean data =
          switch (query.source()) {
            case PROMETHEUS -> hasNumbers(query, to);
            case CLICKHOUSE -> hasRows(query);
          };
      if (!data) {
        empty.add(query.where() + ": " + query.text());
      }
    }
    return empty;
  }

  private static boolean hasNumbers(Query query, Instant to) throws Exception {
    String parameters = "query=" + URLEncoder.encode(query.text(), StandardCharsets.UTF_8);
    JsonNode answer =
        query.instant()
            ? prometheus("/api/v1/query?" + parameters)
            : prometheus(
                "/api/v1/query_range?%s&start=%d&end=%d&step=15"
                    .formatted(parameters, to.getEpochSecond() - 60, to.getEpochSecond()));
    assertThat(answer.path("status").asText()).as(query + ": " + answer).isEqualTo("success");
    List<String> numbers = new ArrayList<>();
    for (JsonNode series : answer.at("/data/result")) {
      if (series.has("value")) {
        numbers.add(series.path("value").path(1).asText());
      }
      series.path("values").forEach(sample -> numbers.add(sample.path(1).asText()));
    }
    return numbers.stream().anyMatch(number -> !number.equals("NaN"));
  }

  private static boolean hasRows(Query query) throws SQLException {
    return platform.probe().texts(query.text()).stream().anyMatch(text -> text != null);
  }

  @Test
  void everyRuleIsEvaluatedAndNothingFiresThatIsWell() throws Exception {
    JsonNode groups = prometheus("/api/v1/rules").at("/data/groups");
    assertThat(groups).hasSizeGreaterThanOrEqualTo(10);
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(rulesNotEvaluated()).isEmpty());
    // What other classes have killed is well again, and the alert of it is about to end.
    await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(firing()).isEmpty());
  }

  private static Set<String> firing() throws Exception {
    Set<String> firing = new TreeSet<>();
    for (JsonNode alert : prometheus("/api/v1/alerts").at("/data/alerts")) {
      if (alert.path("state").asText().equals("firing")) {
        firing.add(alert.at("/labels/alertname").asText());
      }
    }
    firing.removeAll(MADE_BY_OTHER_TESTS);
    return firing;
  }

  private static List<String> rulesNotEvaluated() throws Exception {
    List<String> bad = new ArrayList<>();
    for (JsonNode group : prometheus("/api/v1/rules").at("/data/groups")) {
      for (JsonNode rule : group.path("rules")) {
        if (!rule.path("health").asText().equals("ok")) {
          bad.add(rule.path("name").asText() + ": " + rule.path("lastError").asText());
        }
      }
    }
    return bad;
  }

  @Test
  void everyTargetAnswersUnderItsJob() {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              Set<String> up = new TreeSet<>();
              for (JsonNode target : prometheus("/api/v1/targets").at("/data/activeTargets")) {
                assertThat(target.path("health").asText()).as(target.toString()).isEqualTo("up");
                up.add(target.at("/labels/job").asText());
              }
              assertThat(up)
                  .contains("bridge", "gateway", "prometheus", "simulator", "spark", "stack");
            });
  }

  @Test
  void everyMetricThatIsAskedForIsOneThatSomebodyShows() throws Exception {
    String documented = Files.readString(ModuleClasspath.home().resolve("docs/metrics.md"));
    Set<String> known = new TreeSet<>();
    prometheus("/api/v1/label/__name__/values")
        .path("data")
        .forEach(name -> known.add(name.asText()));
    // What has not happened yet is shown nowhere; the page is held against the processes.
    Matcher name = Pattern.compile("`([a-z_]+)`").matcher(documented);
    while (name.find()) {
      known.add(name.group(1));
      Stream.of("_bucket", "_count", "_sum").forEach(part -> known.add(name.group(1) + part));
    }
    Set<String> unknown = new TreeSet<>();
    for (Path file : filesThatAsk()) {
      // Names of rules have a colon in them, and Grafana's macros a dollar before them.
      Matcher asked =
          Pattern.compile(
                  "(?<![\\w:$])((?:millrace|jvm|process|system|spark_driver|http_server|prometheus"
                      + "|alertmanager)_[a-z_]+)(?![\\w:])")
              .matcher(Files.readString(file));
      while (asked.find()) {
        if (!known.contains(asked.group(1))) {
          unknown.add(file.getFileName() + " " + asked.group(1));
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  private static List<Path> filesThatAsk() throws IOException {
    Path home = ModuleClasspath.home().resolve("observability");
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("prometheus/rules", "grafana/dashboards")) {
      try (Stream<Path> all = Files.list(home.resolve(folder))) {
        all.forEach(files::add);
      }
    }
    return files;
  }

  @Test
  void theStackShowsEachOfItsComponents() throws Exception {
    String page = get(platform.stack().addresses().stack().resolve("/metrics"));

    for (ComponentStatus component : platform.stack().status().components()) {
      String id = component.component().id();
      assertThat(page)
          .contains("millrace_stack_component_up{component=\"" + id + "\"} 1.0")
          .contains("millrace_stack_component_restarts_total{component=\"" + id + "\"}")
          .containsPattern(
              "millrace_stack_component_memory_bytes\\{component=\"" + id + "\"} [1-9]");
    }
  }

  private static JsonNode prometheus(String path) throws Exception {
    return JSON.readTree(get(platform.stack().addresses().prometheus().resolve(path)));
  }

  private static String get(URI address) throws Exception {
    HttpResponse<String> response =
        HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    return response.body();
  }
}
