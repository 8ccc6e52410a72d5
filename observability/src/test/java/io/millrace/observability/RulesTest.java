package io.millrace.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Prometheus's own tool on the configuration, the rules, and the cases of every alert. */
class RulesTest {

  private static final Pattern ALERT =
      Pattern.compile("- alert: (\\w+)\\n((?:(?!\\n      - ).)*)", Pattern.DOTALL);

  @Test
  void theConfigurationAndItsRulesAreValid() throws Exception {
    Installed.Result result =
        Installed.run(
            Map.of(),
            Installed.program("promtool"),
            "check",
            "config",
            Installed.HOME.resolve("prometheus/prometheus.yml").toString());

    assertThat(result.code()).as(result.output()).isZero();
  }

  @Test
  void everyAlertFiresWhenItShouldAndOnlyThen() throws Exception {
    List<String> command = new ArrayList<>(List.of(Installed.program("promtool"), "test", "rules"));
    Installed.files("src/test/promtool").forEach(file -> command.add(file.toString()));

    Installed.Result result = Installed.run(Map.of(), command.toArray(String[]::new));

    assertThat(result.code()).as(result.output()).isZero();
  }

  @Test
  void everyAlertHasCasesInWhichItFiresAndInWhichItDoesNot() throws IOException {
    assertThat(names("src/test/promtool", ".yml")).isEqualTo(alerts().keySet());
    for (Path file : Installed.files("src/test/promtool")) {
      assertThat(Files.readString(file))
          .as(file.toString())
          .contains("exp_labels:")
          .contains("exp_alerts: []");
    }
  }

  @Test
  void everyAlertHasARunbookAndEveryRunbookAnAlert() throws IOException {
    Set<String> runbooks = new TreeSet<>(names("../docs/runbooks", ".md"));
    runbooks.remove("README");
    assertThat(runbooks).isEqualTo(alerts().keySet());
    for (String runbook : runbooks) {
      assertThat(Files.readString(Installed.HOME.resolve("../docs/runbooks/" + runbook + ".md")))
          .startsWith("# " + runbook + "\n")
          .contains("## Meaning", "## Impact", "## How to look", "## Causes and remedies");
    }
  }

  @Test
  void everyAlertSaysHowBadItIsWhatItIsAndWhereToReadOn() throws IOException {
    alerts()
        .forEach(
            (name, text) ->
                assertThat(text)
                    .as(name)
                    .containsPattern("labels: \\{severity: (critical|warning)}")
                    .contains("summary: ")
                    .contains("description: ")
                    .contains("runbook_url: docs/runbooks/" + name + ".md"));
  }

  private static Map<String, String> alerts() throws IOException {
    Map<String, String> alerts = new java.util.TreeMap<>();
    for (Path file : Installed.files("prometheus/rules")) {
      Matcher alert = ALERT.matcher(Files.readString(file));
      while (alert.find()) {
        alerts.put(alert.group(1), alert.group(2));
      }
    }
    return alerts;
  }

  private static Set<String> names(String folder, String suffix) throws IOException {
    return Installed.files(folder).stream()
        .map(file -> Objects.requireNonNull(file.getFileName()).toString())
        .filter(name -> name.endsWith(suffix))
        .map(name -> name.substring(0, name.length() - suffix.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
