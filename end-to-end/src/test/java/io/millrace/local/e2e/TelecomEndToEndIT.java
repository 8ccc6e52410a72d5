package io.millrace.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.audit.AuditReport;
import io.millrace.local.stack.Component;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The telecom domain from the simulator to the gateway, against PostgreSQL's own word. The tests
 * add to each other's data, as days of a life would.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TelecomEndToEndIT {

  private static final Duration DRAIN = Duration.ofMinutes(6);
  private static final int EVENTS = 30_000;

  /** Event times move 50 times as slowly as rows come, so that there are hours of windows. */
  private static final String RATE = "20";

  @RegisterExtension static final RunningPlatform platform = new RunningPlatform();

  @Test
  @Order(1)
  void showsReplayedCallsAsPostgresHoldsThem() throws Exception {
    Path real = ModuleClasspath.home().resolve("../shared/data/telecom/calls.csv.gz");
    Path file = Files.exists(real) ? real : generatedCalls();

    platform.simulate(
        "replay", file.toString(), "--speed-up", "max", "--rejects", rejects().toString());

    AuditReport report = awaitExact();
    assertThat(report.windows()).isGreaterThan(1_000);
  }

  @Test
  @Order(2)
  void equalsPostgresInEveryWindowAfterCorrectionsDeletionsAndLateEvents() throws Exception {
    platform.simulate(
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
    assertThat(
            platform
                .probe()
                .count(
                    "SELECT sum(late) FROM millrace.micro_batches FINAL WHERE query = 'telecom-metrics'"))
        .isPositive();
    assertThat(
            platform
                .probe()
                .count("SELECT count() FROM millrace.late_events FINAL WHERE domain = 'telecom'"))
        .isEqualTo(
            platform
                .probe()
                .count(
                    "SELECT sum(late) FROM millrace.micro_batches FINAL WHERE query = 'telecom-metrics'"));
    assertThat(platform.probe().count("SELECT countDistinct(reason) FROM millrace.dead_letters"))
        .isGreaterThan(3);
  }

  @Test
  @Order(3)
  void equalsPostgresThoughBridgeAndSparkAreKilledHalfWay() throws Exception {
    long before =
        platform
            .probe()
            .count(
                "SELECT max(batch_id) FROM millrace.micro_batches WHERE query = 'telecom-metrics' AND contributions > 0");
    try (ChildProcess simulator =
        platform.startSimulator(
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
          .until(
              () ->
                  platform
                          .probe()
                          .count(
                              "SELECT max(batch_id) FROM millrace.micro_batches WHERE query = 'telecom-metrics' AND contributions > 0")
                      > before);
      platform.stack().kill(Component.BRIDGE);
      platform.stack().kill(Component.SPARK);
      platform.stack().restart(Component.BRIDGE);
      assertThat(simulator.onExit().get(5, TimeUnit.MINUTES).exitValue())
          .as(Files.readString(simulator.logFile()))
          .isZero();
    }
    assertThat(platform.probe().audit().exact())
        .as("Spark is down, so windows must be missing")
        .isFalse();

    platform.stack().restart(Component.SPARK);

    AuditReport report = awaitExact();
    assertThat(report.events()).isGreaterThan(2 * EVENTS * 9 / 10);
  }

  @Test
  @Order(4)
  void keepsEveryRecordAndEveryClosedWindowInParquet() throws SQLException {
    // Not before it rests: ClickHouse reads an object in pieces, and fails if it is replaced
    // meanwhile.
    await()
        .atMost(DRAIN)
        .pollInterval(Duration.ofSeconds(2))
        .until(platform.probe()::archiveIsUpToDate);

    AuditReport report =
        platform
            .probe()
            .auditClosed(
                platform
                    .probe()
                    .parquet(
                        "streaming-aggregations/telecom/real_time_metrics/*/*/windows.parquet"),
                platform.probe().watermark());

    System.out.println("Parquet: " + report.summary());
    assertThat(report.windows()).isGreaterThan(1_000);
    assertThat(report.exact()).as(report.summary()).isTrue();
    await()
        .atMost(DRAIN)
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () ->
                assertThat(
                        platform
                            .probe()
                            .count(
                                "SELECT uniqExact(kafka_partition, kafka_offset) FROM "
                                    + platform
                                        .probe()
                                        .parquet(
                                            "raw-data/telecom/telecom_events/*/*/*/*.parquet")))
                    .isEqualTo(platform.probe().records("telecom.public.telecom_events")));
    assertThat(
            platform
                .probe()
                .count(
                    "SELECT count() - uniqExact(kafka_partition, kafka_offset) FROM "
                        + platform
                            .probe()
                            .parquet("raw-data/telecom/telecom_events/*/*/*/*.parquet")))
        .as("records stored twice")
        .isZero();
  }

  @Test
  @Order(5)
  void answersFromTheGatewayWhatPostgresHolds() throws Exception {
    Instant from = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(5));
    Instant to = from.plus(Duration.ofDays(30));
    long expected =
        platform
            .probe()
            .postgresCount(
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
        platform.get(
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
              HttpResponse<String> health = platform.get("/q/health");
              assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
            });
  }

  @Test
  @Order(6)
  void putsRightByBatchWhatTheStreamCannotAndPublishesTheDay() throws Exception {
    StackProbe probe = platform.probe();
    // The day of Almaty with most of the replayed calls, and the windows of its busiest hour.
    long hour =
        probe.postgresCount(
            "SELECT extract(epoch FROM date_trunc('hour', event_time))::bigint FROM telecom_events"
                + " WHERE source LIKE 'replay:%' AND event_time > '1971-01-01'"
                + " AND duration_seconds BETWEEN 0 AND 32766 GROUP BY 1 ORDER BY count(*) DESC LIMIT 1");
    LocalDate day = Instant.ofEpochSecond(hour).atZone(ZoneId.of("Asia/Almaty")).toLocalDate();
    String inThatHour = " WHERE toStartOfHour(window_start) = fromUnixTimestamp(" + hour + ")";
    long windows = probe.count("SELECT count() FROM telecom.real_time_metrics" + inThatHour);
    probe.execute(
        "ALTER TABLE telecom.real_time_partials DELETE"
            + inThatHour
            + " SETTINGS mutations_sync = 1");
    assertThat(probe.audit().exact()).as("what was damaged shows").isFalse();

    platform.batch("telecom-daily", day.toString());

    AuditReport report = probe.audit();
    assertThat(report.exact()).as(report.summary()).isTrue();
    assertThat(
            probe.count(
                "SELECT count() FROM telecom.restated_windows FINAL"
                    + inThatHour
                    + " AND state = 'restated'"))
        .as("each of them is named")
        .isEqualTo(windows)
        .isPositive();
    assertThat(
            probe.count(
                "SELECT sum(events) FROM telecom.daily_stats WHERE event_type = 'ALL'"
                    + " AND region = 'ALL' AND day = '"
                    + day
                    + "'"))
        .isEqualTo(
            probe.count(
                "SELECT sum(events) FROM telecom.real_time_metrics"
                    + " WHERE toDate(window_start, 'Asia/Almaty') = '"
                    + day
                    + "'"))
        .isPositive();
  }

  private static AuditReport awaitExact() {
    Callable<AuditReport> audit = TelecomEndToEndIT::auditOrNotExact;
    return await()
        .atMost(DRAIN)
        .pollInterval(Duration.ofSeconds(2))
        .until(audit, AuditReport::exact);
  }

  private static AuditReport auditOrNotExact() throws SQLException {
    AuditReport report = platform.probe().audit();
    System.out.println(report.summary());
    return report;
  }

  private static Path rejects() {
    return platform.file("calls.rejects");
  }

  /** A file in the layout of the real one, with its kinds of dirt. */
  private static Path generatedCalls() throws IOException {
    Path file = platform.file("calls.csv.gz");
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
