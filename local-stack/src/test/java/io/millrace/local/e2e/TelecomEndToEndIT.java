package io.millrace.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.audit.AuditReport;
import io.millrace.local.stack.Component;
import io.millrace.local.stack.LocalStack;
import io.millrace.local.stack.RestartPolicy;
import io.millrace.local.stack.StackOptions;
import io.millrace.model.Domain;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole platform, as {@code millrace up} runs it, against PostgreSQL's own word. The tests
 * share one stack and add to each other's data, as days of a life would.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TelecomEndToEndIT {

  private static final Duration DRAIN = Duration.ofMinutes(6);
  private static final int EVENTS = 50_000;

  /** Event times move 50 times as slowly as rows come, so that there are hours of windows. */
  private static final String RATE = "20";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static LocalStack stack;
  private static StackProbe probe;

  @BeforeAll
  static void start() throws Exception {
    stack =
        LocalStack.start(
            StackOptions.in(folder.resolve("state"))
                .withFreePorts()
                .withoutSimulator()
                .withRestartPolicy(RestartPolicy.LEAVE)
                // Batches small enough that the watermark moves while a test's events come.
                .withEnvironment(Component.SPARK, "MILLRACE_STREAM_MAX_RECORDS", "5000")
                .withEnvironment(Component.SPARK, "MILLRACE_RAW_TRIGGER", "5s")
                .withEnvironment(Component.SPARK, "MILLRACE_ARCHIVE_INTERVAL", "2s"));
    probe = new StackProbe(stack);
  }

  @AfterAll
  static void stop() {
    if (probe != null) {
      probe.close();
    }
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  @Order(1)
  void showsReplayedCallsAsPostgresHoldsThem() throws Exception {
    Path real = ModuleClasspath.home().resolve("../shared/data/telecom/calls.csv.gz");
    Path file = Files.exists(real) ? real : generatedCalls();

    simulate("replay", file.toString(), "--speed-up", "max", "--rejects", rejects().toString());

    AuditReport report = awaitExact();
    assertThat(report.windows()).isGreaterThan(1_000);
  }

  @Test
  @Order(2)
  void equalsPostgresInEveryWindowAfterCorrectionsDeletionsAndLateEvents() throws Exception {
    simulate(
        "run",
        "--seed",
        "42",
        "--events",
        Integer.toString(EVENTS),
        "--rate",
        RATE,
        "--as-fast-as-possible",
        "--no-http",
        "--late-share",
        "0.03",
        "--dirty-share",
        "0.02",
        "--correction-share",
        "0.05",
        "--deletion-share",
        "0.02");

    AuditReport report = awaitExact();
    assertThat(report.events()).isGreaterThan(EVENTS * 9 / 10);
    assertThat(probe.count("SELECT sum(late) FROM millrace.micro_batches FINAL")).isPositive();
    assertThat(probe.count("SELECT count() FROM millrace.late_events FINAL"))
        .isEqualTo(probe.count("SELECT sum(late) FROM millrace.micro_batches FINAL"));
    assertThat(probe.count("SELECT countDistinct(reason) FROM millrace.dead_letters"))
        .isGreaterThan(3);
  }

  @Test
  @Order(3)
  void equalsPostgresThoughBridgeAndSparkAreKilledHalfWay() throws Exception {
    long before = probe.count("SELECT max(batch_id) FROM millrace.micro_batches");
    try (ChildProcess simulator =
        startSimulator(
            "run",
            "--seed",
            "43",
            "--events",
            Integer.toString(EVENTS),
            "--rate",
            RATE,
            "--as-fast-as-possible",
            "--no-http",
            "--late-share",
            "0.03",
            "--correction-share",
            "0.05",
            "--deletion-share",
            "0.02")) {
      await()
          .atMost(DRAIN)
          .until(() -> probe.count("SELECT max(batch_id) FROM millrace.micro_batches") > before);
      stack.kill(Component.BRIDGE);
      stack.kill(Component.SPARK);
      stack.restart(Component.BRIDGE);
      assertThat(simulator.onExit().get(5, TimeUnit.MINUTES).exitValue())
          .as(Files.readString(simulator.logFile()))
          .isZero();
    }
    assertThat(probe.audit().exact()).as("Spark is down, so windows must be missing").isFalse();

    stack.restart(Component.SPARK);

    AuditReport report = awaitExact();
    assertThat(report.events()).isGreaterThan(2 * EVENTS * 9 / 10);
  }

  @Test
  @Order(4)
  void keepsEveryRecordAndEveryClosedWindowInParquet() throws SQLException {
    // Not before it rests: ClickHouse reads an object in pieces, and fails if it is replaced
    // meanwhile.
    await().atMost(DRAIN).pollInterval(Duration.ofSeconds(2)).until(probe::archiveIsUpToDate);

    AuditReport report =
        probe.auditClosed(
            probe.parquet("streaming-aggregations/telecom/real_time_metrics/*/*/windows.parquet"),
            probe.watermark());

    System.out.println("Parquet: " + report.summary());
    assertThat(report.windows()).isGreaterThan(1_000);
    assertThat(report.exact()).as(report.summary()).isTrue();
    await()
        .atMost(DRAIN)
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () ->
                assertThat(
                        probe.count(
                            "SELECT uniqExact(kafka_partition, kafka_offset) FROM "
                                + probe.parquet("raw-data/telecom/telecom_events/*/*/*/*.parquet")))
                    .isEqualTo(probe.records("telecom.public.telecom_events")));
    assertThat(
            probe.count(
                "SELECT count() - uniqExact(kafka_partition, kafka_offset) FROM "
                    + probe.parquet("raw-data/telecom/telecom_events/*/*/*/*.parquet")))
        .as("records stored twice")
        .isZero();
  }

  @Test
  @Order(5)
  void answersFromTheGatewayWhatPostgresHolds() throws Exception {
    Instant from = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(5));
    Instant to = from.plus(Duration.ofDays(30));
    long expected =
        probe.postgresCount(
            """
            SELECT count(*) FROM telecom_events
            WHERE event_type = 'SMS' AND region = 'Astana'
              AND event_time >= '%s' AND event_time < '%s'
              AND event_time <= recorded_at + interval '5 minutes'
              AND coalesce(duration_seconds, 0) BETWEEN 0 AND 32766
              AND coalesce(megabytes, 0) >= 0 AND coalesce(amount, 0) >= 0
            """
                .formatted(from, to));

    HttpResponse<String> answer =
        get(
            "/api/v1/telecom/regions/top?by=events&eventType=SMS&limit=20&from="
                + from
                + "&to="
                + to);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).containsPattern("\"region\":\"Astana\"[^}]*" + expected);
    // A probe that took too long on a busy machine is asked again.
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              HttpResponse<String> health = get("/q/health");
              assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
            });
  }

  @Test
  @Order(6)
  void keepsEveryStateOfEveryFlightInParquet() throws Exception {
    simulate(
        "flights",
        "simulate",
        "--aircraft",
        "200",
        "--snapshots",
        "20",
        "--speed-up",
        "max",
        "--no-http",
        "--rejects",
        rejects().toString());
    long stored = probe.postgresCount(Domain.OPENSKY, "SELECT count(*) FROM processed_flights");
    assertThat(stored).isGreaterThan(1_000);
    String parquet = probe.parquet("raw-data/opensky/processed_flights/*/*/*/*.parquet");

    await()
        .atMost(DRAIN)
        .pollInterval(Duration.ofSeconds(2))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        probe.count(
                            "SELECT uniqExact(kafka_partition, kafka_offset) FROM "
                                + parquet
                                + " WHERE op = 'c'"))
                    .isEqualTo(stored));
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI address = stack.addresses().gateway().resolve(path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static AuditReport awaitExact() {
    Callable<AuditReport> audit = TelecomEndToEndIT::auditOrNotExact;
    return await()
        .atMost(DRAIN)
        .pollInterval(Duration.ofSeconds(2))
        .until(audit, AuditReport::exact);
  }

  private static AuditReport auditOrNotExact() throws SQLException {
    AuditReport report = probe.audit();
    System.out.println(report.summary());
    return report;
  }

  private static void simulate(String... arguments) throws Exception {
    try (ChildProcess simulator = startSimulator(arguments)) {
      assertThat(simulator.onExit().get(5, TimeUnit.MINUTES).exitValue())
          .as(Files.readString(simulator.logFile()))
          .isZero();
    }
  }

  private static ChildProcess startSimulator(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-cp",
                ModuleClasspath.of("telecom-simulator"),
                "io.millrace.simulator.TelecomSimulator"));
    command.addAll(List.of(arguments));
    return ChildProcess.start(
        new ChildProcess.Spec(
            "simulator",
            command,
            stack.simulatorEnvironment(),
            folder,
            folder.resolve("simulator.log")));
  }

  private static Path rejects() {
    return folder.resolve("calls.rejects");
  }

  /** A file in the layout of the real one, with its kinds of dirt. */
  private static Path generatedCalls() throws IOException {
    Path file = folder.resolve("calls.csv.gz");
    Random random = new Random(11);
    LocalDateTime time = LocalDateTime.of(2008, 9, 5, 0, 0);
    DateTimeFormatter format = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < 5_000; i++) {
        time = time.plusSeconds(random.nextInt(600));
        int dice = random.nextInt(100);
        String user = dice < 8 ? "" : Integer.toString(random.nextInt(80));
        int seconds =
            dice == 50 ? -3_000 : dice == 51 ? 32_767 : dice < 20 ? 0 : random.nextInt(900);
        String line =
            "%s,%s,%d,,\"%010d\"\n"
                .formatted(user, format.format(time), seconds, random.nextInt(1_000_000));
        out.write(line.getBytes(StandardCharsets.US_ASCII));
      }
    }
    return file;
  }
}
