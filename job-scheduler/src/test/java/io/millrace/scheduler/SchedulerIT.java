package io.millrace.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.millrace.runtime.ModuleClasspath;
import io.millrace.runtime.metrics.DocumentedMetrics;
import io.millrace.runtime.metrics.MetricsPage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** One scheduler on a real PostgreSQL: what it does with runs that are asked for. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchedulerIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private SchedulerDatabase postgres;
  private TestScheduler scheduler;
  private HttpServer receiver;
  private final List<JsonNode> told = new CopyOnWriteArrayList<>();

  @BeforeAll
  void start() throws Exception {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/hook",
        exchange -> {
          told.add(JSON.readTree(exchange.getRequestBody()));
          // The first of all is refused: it must come again.
          exchange.sendResponseHeaders(told.size() == 1 ? 503 : 204, -1);
          exchange.close();
        });
    receiver.start();
    postgres = new SchedulerDatabase(folder.resolve("postgres"));
    Map<String, String> settings = new TreeMap<>();
    settings.putAll(TestScheduler.job("chain", "ok", "show", "ok"));
    settings.putAll(TestScheduler.job("flaky", "flaky", "ok", "ok"));
    settings.putAll(TestScheduler.job("broken", "exit-1", "ok", "ok"));
    settings.put("millrace.scheduler.jobs.broken.retries", "1");
    settings.putAll(TestScheduler.job("misused", "ok", "exit-2", "ok"));
    settings.putAll(TestScheduler.job("invalid", "ok", "ok", "exit-3"));
    settings.putAll(TestScheduler.job("stuck", "ok", "hang", "ok"));
    settings.put("millrace.scheduler.jobs.stuck.run.timeout", "1s");
    settings.put("millrace.scheduler.jobs.stuck.retries", "0");
    settings.putAll(TestScheduler.job("gated", "gate", "ok", "ok"));
    settings.put("millrace.scheduler.parallel-runs", "4");
    settings.put(
        "millrace.scheduler.webhook.url",
        "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
    scheduler =
        new TestScheduler(folder.resolve("scheduler"), postgres, "scheduler", settings)
            .begin()
            .ready();
  }

  @AfterAll
  void stop() {
    scheduler.close();
    postgres.close();
    receiver.stop(0);
  }

  @Test
  void runsTheChainOfADayAndRemembersIt() throws Exception {
    long run = scheduler.run("chain", "2026-11-20");
    JsonNode detail = scheduler.ended(run);

    assertThat(detail.at("/run/state").asText()).isEqualTo("SUCCEEDED");
    assertThat(detail.at("/run/trigger").asText()).isEqualTo("MANUAL");
    assertThat(TestScheduler.steps(detail))
        .containsExactly("check 1 SUCCEEDED 0", "run 1 SUCCEEDED 0", "validate 1 SUCCEEDED 0");
    assertThat(detail.at("/steps/0/report").toString())
        .isEqualTo("{\"rows\":7,\"step\":\"check\"}");
    assertThat(detail.at("/steps/0/logTail").asText()).contains("chain for 2026-11-20: check");
    // Memory is said; a step has the credentials of what it works on, and none of the scheduler's.
    assertThat(detail.at("/steps/1/logTail").asText())
        .contains("spark.driver.memory=768m")
        .contains("secret of ClickHouse: 20, of the scheduler: 0");
    assertThat(detail.at("/steps/1/message").asText())
        .contains("its report is not kept: it is no JSON");
    await()
        .atMost(TestScheduler.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(scheduler.detail(run).path("notifications"))
                    .allSatisfy(one -> assertThat(one.path("deliveredAt").isNull()).isFalse())
                    .hasSize(2));
    assertThat(told)
        .anySatisfy(
            one -> {
              assertThat(one.path("event").asText()).isEqualTo("success");
              assertThat(one.path("run").asLong()).isEqualTo(run);
            });
    JsonNode job = scheduler.json("/api/v1/jobs/chain");
    assertThat(job.at("/lastRun/id").asLong()).isEqualTo(run);
    assertThat(job.path("nextFireTime").asText()).isEqualTo("2098-12-31T19:00:00Z");
  }

  @Test
  void triesAgainWhatMayPassAndNothingElse() throws Exception {
    long flaky = scheduler.run("flaky", "2026-11-20");
    long broken = scheduler.run("broken", "2026-11-20");
    long misused = scheduler.run("misused", "2026-11-20");
    long invalid = scheduler.run("invalid", "2026-11-20");

    JsonNode passed = scheduler.ended(flaky);
    assertThat(passed.at("/run/state").asText()).isEqualTo("SUCCEEDED");
    assertThat(TestScheduler.steps(passed))
        .startsWith("check 1 FAILED 1", "check 2 FAILED 1", "check 3 SUCCEEDED 0")
        .hasSize(5);
    JsonNode given = scheduler.ended(broken);
    assertThat(given.at("/run/state").asText()).isEqualTo("FAILED");
    assertThat(given.at("/run/message").asText())
        .isEqualTo("step check failed 2 times, at last: exit code 1");
    assertThat(TestScheduler.steps(given)).containsExactly("check 1 FAILED 1", "check 2 FAILED 1");
    assertThat(TestScheduler.steps(scheduler.ended(misused)))
        .containsExactly("check 1 SUCCEEDED 0", "run 1 FAILED 2");
    JsonNode refused = scheduler.ended(invalid);
    assertThat(TestScheduler.steps(refused)).hasSize(3).last().isEqualTo("validate 1 FAILED 3");
    assertThat(refused.at("/run/message").asText()).contains("was not published");
    await()
        .atMost(TestScheduler.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(told)
                    .anySatisfy(
                        one -> {
                          assertThat(one.path("run").asLong()).isEqualTo(invalid);
                          assertThat(one.path("event").asText()).isEqualTo("failure");
                        }));
  }

  @Test
  void endsAStepThatTakesTooLongWithAllThatItStarted() throws Exception {
    JsonNode detail = scheduler.ended(scheduler.run("stuck", "2026-11-20"));
    assertThat(detail.at("/run/state").asText()).isEqualTo("FAILED");
    assertThat(TestScheduler.steps(detail)).last().isEqualTo("run 1 TIMED_OUT null");
    assertThat(detail.at("/run/message").asText()).contains("took longer than PT1S");
    long child = Long.parseLong(Files.readString(Path.of(scheduler.journal + ".child")).strip());
    await()
        .atMost(TestScheduler.PATIENCE)
        .until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void cancelsARunAndAnswersARepeatedRequestWithTheRunInProgress() throws Exception {
    long run = scheduler.run("gated", "2026-11-20");
    await()
        .atMost(TestScheduler.PATIENCE)
        .until(() -> scheduler.journal("begin gated 2026-11-20").size() == 1);
    HttpResponse<String> again =
        scheduler.post(
            "/api/v1/jobs/gated/runs", "{\"from\":\"2026-11-18\",\"to\":\"2026-11-20\"}");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(JSON.readTree(again.body()).path("run").asLong()).isEqualTo(run);
    // All or none.
    assertThat(scheduler.json("/api/v1/jobs/gated/runs?day=2026-11-18").path("runs")).isEmpty();
    long waiting = scheduler.run("gated", "2026-11-19");

    assertThat(scheduler.post("/api/v1/runs/" + waiting + "/cancel", "").statusCode())
        .isEqualTo(202);
    assertThat(scheduler.detail(waiting).at("/run/state").asText()).isEqualTo("CANCELLED");
    assertThat(scheduler.post("/api/v1/runs/" + run + "/cancel", "").statusCode()).isEqualTo(202);
    JsonNode detail = scheduler.ended(run);
    assertThat(detail.at("/run/state").asText()).isEqualTo("CANCELLED");
    assertThat(TestScheduler.steps(detail)).containsExactly("check 1 CANCELLED null");
    assertThat(scheduler.post("/api/v1/runs/" + run + "/cancel", "").statusCode()).isEqualTo(409);
    JsonNode cancelled = scheduler.json("/api/v1/jobs/gated/runs?state=CANCELLED&limit=1");
    assertThat(cancelled.path("runs")).hasSize(1);
    assertThat(scheduler.json(cancelled.path("next").asText()).path("runs")).hasSize(1);
  }

  @Test
  void saysWhatIsWrongWithARequest() throws Exception {
    String today = LocalDate.now(ZoneId.of("Asia/Almaty")).toString();
    String runs = "/api/v1/jobs/chain/runs";
    refuses(
        404,
        "there is no job \"none\"; there are broken, chain",
        () -> scheduler.get("/api/v1/jobs/none"));
    refuses(404, "there is no run \"x\"", () -> scheduler.get("/api/v1/runs/x"));
    refuses(404, "nothing is at this path", () -> scheduler.get("/api/v1/nothing"));
    refuses(
        400,
        "day is \"" + today + "\"; allowed: a day from",
        () -> scheduler.post(runs, "{\"day\":\"" + today + "\"}"));
    refuses(400, "day is \"yesterday\"", () -> scheduler.post(runs, "{\"day\":\"yesterday\"}"));
    refuses(
        400,
        "from is 2026-11-20 and to is 2026-11-01",
        () -> scheduler.post(runs, "{\"from\":\"2026-11-20\",\"to\":\"2026-11-01\"}"));
    refuses(400, "the body has day null", () -> scheduler.post(runs, "{\"from\":\"2026-11-20\"}"));
    refuses(400, "days", () -> scheduler.post(runs, "{\"days\":\"2026-11-20\"}"));
    refuses(400, "the body is not", () -> scheduler.post(runs, "{"));
    refuses(400, "there is no body", () -> scheduler.post(runs, ""));
    refuses(400, "state is \"DONE\"; allowed: QUEUED", () -> scheduler.get(runs + "?state=DONE"));
    refuses(400, "status is \"x\"; allowed: day, state", () -> scheduler.get(runs + "?status=x"));
    refuses(400, "limit is \"0\"", () -> scheduler.get(runs + "?limit=0"));
    refuses(
        403,
        "another site",
        () ->
            scheduler.send(
                scheduler
                    .request(runs)
                    .header("Origin", "https://elsewhere.example")
                    .POST(java.net.http.HttpRequest.BodyPublishers.noBody())
                    .build()));
  }

  private interface Request {
    HttpResponse<String> send() throws Exception;
  }

  private static void refuses(int status, String detail, Request request) throws Exception {
    HttpResponse<String> response = request.send();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(JSON.readTree(response.body()).path("detail").asText()).contains(detail);
  }

  @Test
  void exposesTheMetricsThatAreDocumented() throws Exception {
    scheduler.ended(scheduler.run("chain", "2026-11-11"));
    await()
        .atMost(TestScheduler.PATIENCE)
        .untilAsserted(
            () -> {
              MetricsPage page =
                  new MetricsPage(
                      scheduler
                          .send(
                              scheduler
                                  .request("/q/metrics")
                                  .header("Accept", "text/plain")
                                  .build())
                          .body());
              assertThat(
                      DocumentedMetrics.of("Scheduler")
                          .differences(
                              page, "millrace_scheduler_", "millrace_scheduler_step_seconds"))
                  .isEmpty();
              assertThat(
                      page.value(
                          "millrace_scheduler_last_success_timestamp_seconds",
                          Map.of("job", "chain")))
                  .isGreaterThan(1.7e9);
            });
  }

  @Test
  void airflowsDagCallsWhatIsThereAndIsPython() throws Exception {
    Path dag = ModuleClasspath.home().resolve("job-scheduler/airflow/millrace_telecom_daily.py");
    JsonNode paths = scheduler.json("/q/openapi?format=json").path("paths");
    Matcher called = Pattern.compile("\"(/api/[^\"?]*)").matcher(Files.readString(dag));
    List<String> templates =
        called.results().map(one -> one.group(1)).map(SchedulerIT::template).distinct().toList();
    assertThat(templates)
        .hasSize(2)
        .allSatisfy(path -> assertThat(paths.has(path)).as(path).isTrue());
    assertThat(paths.at("/" + templates.get(0).replace("/", "~1")).has("post")).isTrue();
    if (Stream.of("/usr/bin/python3", "/usr/local/bin/python3")
        .anyMatch(p -> Files.exists(Path.of(p)))) {
      Process python =
          new ProcessBuilder("python3", "-c", "import ast, sys; ast.parse(sys.stdin.read())")
              .redirectErrorStream(true)
              .start();
      try (var in = python.getOutputStream()) {
        Files.copy(dag, in);
      }
      String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(python.waitFor()).as(output).isZero();
    }
  }

  /** What Airflow fills in stands where OpenAPI has a parameter. */
  private static String template(String path) {
    return path.replace("telecom-daily", "{job}").replaceAll("\\{\\{.*?}}", "{id}");
  }
}
