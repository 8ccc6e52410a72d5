package io.millrace.spark.telecom.batch.daily;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.Domain;
import io.millrace.model.telecom.TelecomRow;
import io.millrace.runtime.ChildProcess;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.BatchStack;
import io.millrace.spark.batch.Days;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.SharedBatchStack;
import io.millrace.spark.config.SparkSessions;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedBatchStack.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DailyIT {

  private static final ZoneId ZONE = ZoneId.of("Asia/Almaty");
  private static final LocalDate DAY = LocalDate.parse("2025-03-10");
  private static final Instant START = Instant.parse("2025-03-09T19:00:00Z");
  private static final Instant COMMITTED = Instant.parse("2025-03-10T20:00:00Z");
  private static final String OF_DAY = " WHERE day = '2025-03-10'";

  private static final String WINDOWS =
      "concat(toString(toUnixTimestamp(window_start)), ' ', event_type, ' ', region)";

  @TempDir static Path folder;

  private static SparkSession spark;
  private static PlayedStream stream;
  private static final List<TelecomRow> CLEAN = new ArrayList<>();

  @BeforeAll
  static void start(BatchStack stack) throws Exception {
    spark = SparkSessions.forBatch("test", stack.config().master(), stack.config().s3(), false);
    stream = new PlayedStream(stack);
    for (int i = 0; i < 400; i++) {
      String type = List.of("CALL", "DATA_SESSION", "SMS", "BALANCE_RECHARGE").get(i % 4);
      // 100 each in Abai and Ulytau, which share the lead of all types, the rest in two others.
      String region = List.of("Abai", "Ulytau", "Almaty", "Astana", "Shymkent").get(i * 7 % 5);
      CLEAN.add(
          new TelecomRow(
              i + 1,
              type,
              START.plusSeconds(i * 216L).plusNanos(i * 1_000L),
              COMMITTED,
              region,
              i % 11 == 0 ? null : "s" + i % 37,
              i % 4 < 2 ? (long) i : null,
              i % 4 == 1 ? new BigDecimal("0.001").multiply(BigDecimal.valueOf(i * 977L)) : null,
              i % 4 == 3 ? new BigDecimal("100.07") : null));
    }
    try (Connection telecom = stack.postgres(Domain.TELECOM);
        Statement statement = telecom.createStatement()) {
      SourceRows.insert(telecom, CLEAN);
      // The day before, and the day after.
      SourceRows.insert(telecom, List.of(call(1_001, START.minusNanos(1_000)), call(1_002, end())));
      for (String dirty :
          List.of(
              "1101, 'FAX', 'Abai', '2025-03-11', 1, 1",
              "1102, 'CALL', 'Atlantis', '2025-03-11', 1, 1",
              "1103, 'CALL', 'Abai', '2025-03-11', 32767, 1",
              "1104, 'CALL', 'Abai', '2025-03-11', -1, 1",
              "1105, 'CALL', 'Abai', '2025-03-11', 1, 'NaN'",
              "1106, 'CALL', 'Abai', '2025-03-09', 1, 1",
              "1107, 'CALL', 'Abai', 'infinity', 1, 1")) {
        statement.execute(
            "INSERT INTO telecom_events (event_time, source, event_id, event_type, region,"
                + " recorded_at, duration_seconds, megabytes) VALUES ('"
                + START.plusSeconds(60)
                + "', 'test', "
                + dirty
                + ")");
      }
    }
    stream.counts(1, COMMITTED, CLEAN);
  }

  @AfterAll
  static void stop(BatchStack stack) throws Exception {
    spark.stop();
    stream.close();
    try (Connection telecom = stack.postgres(Domain.TELECOM);
        Statement statement = telecom.createStatement()) {
      statement.execute("TRUNCATE telecom_events");
    }
  }

  @Test
  @Order(1)
  void refusesWhatItCannotCompute(BatchStack stack) throws Exception {
    assertThatThrownBy(() -> run(stack, "PT0.3S", DailyStep.ALL))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("millrace_telecom is confirmed up to")
        .hasMessageContaining("see that the bridge runs");
    // A heartbeat that is new is not enough: rows committed before may be in the next batch.
    stream.confirm();
    try (Connection telecom = stack.postgres(Domain.TELECOM);
        Statement statement = telecom.createStatement();
        TelecomSource source = new TelecomSource(stack.postgresConfig())) {
      Instant now = source.now();
      StreamProgress progress = new StreamProgress(stack.config().clickHouse(), source);
      String position = "0/0";
      for (int i = 0; i < 5; i++) {
        stream.counts(i == 3 ? now.minusMillis(1) : now.plusSeconds(1));
      }
      assertThatThrownBy(() -> progress.await(now, position, patience("PT0.3S")))
          .hasMessageContaining("telecom-metrics has not counted all that was committed up to");

      telecom.setAutoCommit(false);
      statement.execute("SELECT pg_current_xact_id()");
      assertThatThrownBy(() -> source.snapshot(patience("PT0.3S")))
          .isInstanceOf(BatchException.class)
          .hasMessageContaining("have not ended, the oldest with id");
      telecom.rollback();
      source.snapshot(patience("PT60S")).close();

      source.lock(DAY);
      assertThatThrownBy(() -> run(stack, "PT0S", DailyStep.ALL))
          .hasMessageContaining("2025-03-10 is being computed by another run");
    }
    LocalDate today = LocalDate.now(ZONE);
    DailyInput early = new DailyInput(new Days(today, today), ZONE, Duration.ZERO);
    assertThatThrownBy(
            () -> new DailyJob(stack.config(), stack.postgresConfig(), early).run(DailyStep.CHECK))
        .hasMessageContaining(today + " of Asia/Almaty ends at");
    assertThatThrownBy(() -> job(stack, "PT0S").run(DailyStep.PUBLISH))
        .hasMessage(
            "nothing is staged of 2025-03-10; run batch telecom-daily 2025-03-10 --step stage");
    assertThat(stack.texts("SELECT run_id FROM telecom.daily_stats" + OF_DAY)).isEmpty();
    assertThat(stack.texts("SELECT run_id FROM telecom.restated_windows" + OF_DAY)).isEmpty();
  }

  @Test
  @Order(2)
  void computesTheDayAsPostgresDoesAndFindsNothingToRestate(BatchStack stack) throws Exception {
    stream.start();
    JsonNode report = run(stack, "PT60S", DailyStep.ALL);

    assertThat(report.get("rows_read").asLong()).isEqualTo(407);
    assertThat(report.get("rows_kept").asLong()).isEqualTo(400);
    assertThat(report.get("rejects_by_reason").toString())
        .isEqualTo(
            "{\"duration_sentinel\":1,\"event_time_in_future\":1,\"negative_duration\":1,"
                + "\"unknown_event_type\":1,\"unknown_region\":1,\"wrong_type\":2}");
    assertThat(report.get("windows_restated").asLong()).isZero();
    assertThat(report.get("windows_still_moving").asLong()).isZero();
    assertThat(stats(stack, "region != 'most_active'")).isEqualTo(SourceRows.figures(stack));
    assertThat(
            stack.texts(
                "SELECT concat(event_type, ' ', most_active_region, ' ', toString(events)) FROM"
                    + " telecom.daily_stats"
                    + OF_DAY
                    + " AND region = 'most_active' ORDER BY event_type"))
        .contains("ALL Abai 80")
        .hasSize(5);
    assertThat(stack.texts("SELECT DISTINCT zone FROM telecom.daily_stats" + OF_DAY))
        .containsExactly("Asia/Almaty");
    assertThat(stack.texts("SHOW TABLES FROM telecom LIKE '%staged%'")).isEmpty();
    assertThat(new DailyJobCheck(stack).run()).isBetween(Instant.EPOCH, Instant.now());
  }

  @Test
  @Order(3)
  void restatesDamagedWindowsOnceAndLeavesThoseThatMove(BatchStack stack) throws Exception {
    Map<String, String> right = windows(stack);
    assertThat(right).hasSize(400);
    TelecomRow first = CLEAN.get(0);
    // Lost altogether; lost to an event it has; twice; one that never was; another's subscriber.
    stack.execute(
        "ALTER TABLE telecom.real_time_partials DELETE WHERE toUnixTimestamp(window_start) IN (%d,"
                .formatted(window(CLEAN.get(10)))
            + " %d) SETTINGS mutations_sync = 1".formatted(window(CLEAN.get(11))));
    stream.counts(1, COMMITTED, List.of(CLEAN.get(20)));
    stream.counts(-1, COMMITTED, List.of(CLEAN.get(30)));
    stream.counts(1, COMMITTED, List.of(call(2_001, first.eventTime().plusSeconds(60))));
    stream.counts(1, COMMITTED, List.of(with(CLEAN.get(40), "s99")));
    stream.counts(-1, COMMITTED, List.of(CLEAN.get(40)));
    // Committed after the snapshot: PostgreSQL will have it in the next one.
    stream.counts(
        1, Instant.now().plusSeconds(600), List.of(call(2_002, CLEAN.get(50).eventTime())));
    assertThat(windows(stack)).isNotEqualTo(right);

    JsonNode report = run(stack, "PT60S", DailyStep.ALL);

    assertThat(report.get("windows_restated").asLong()).as(report.toString()).isEqualTo(6);
    assertThat(report.get("windows_still_moving").asLong()).isEqualTo(1);
    assertThat(report.get("still_moving").get(0).asText())
        .startsWith(Instant.ofEpochSecond(window(CLEAN.get(50))).toString());
    String moving = window(CLEAN.get(50)) + " CALL Abai";
    Map<String, String> now = windows(stack);
    assertThat(now.remove(moving)).isNotNull();
    right.remove(moving);
    assertThat(now).isEqualTo(right);
    assertThat(
            stack.texts(
                "SELECT concat("
                    + WINDOWS
                    + ", ' ', toString(events_before), ' ', toString(events_after), ' ',"
                    + " toString(subscribers_before), ' ', toString(subscribers_after), ' ',"
                    + " toString(state)) FROM telecom.restated_windows FINAL"
                    + OF_DAY))
        .hasSize(6)
        .allMatch(text -> text.endsWith(" restated"))
        .contains(
            key(CLEAN.get(20)) + " 2 1 1 1 restated",
            key(CLEAN.get(10)) + " 0 1 0 1 restated",
            key(CLEAN.get(40)) + " 1 1 1 1 restated");

    // The stream takes back what it had counted; nothing else is to be done.
    stream.counts(
        -1, Instant.now().plusSeconds(600), List.of(call(2_002, CLEAN.get(50).eventTime())));
    report = run(stack, "PT60S", DailyStep.ALL);
    assertThat(report.get("windows_restated").asLong()).isZero();
    assertThat(report.get("windows_still_moving").asLong()).isZero();
  }

  @Test
  @Order(4)
  void leavesWhatWasPublishedWhenAStagedDayDoesNotHold(BatchStack stack) throws Exception {
    List<String> published =
        stack.texts("SELECT toString(tuple(*)) FROM telecom.daily_stats ORDER BY ALL");
    stack.execute(
        "CREATE TABLE telecom.daily_stats_staged_20250310_20200101T000000Z_aaaaaaaa AS"
            + " telecom.daily_stats");
    run(stack, "PT60S", DailyStep.STAGE);
    List<String> tables = stack.texts("SHOW TABLES FROM telecom LIKE '%staged%'");
    assertThat(tables).as("what a run left behind is gone").hasSize(1);
    stack.execute(
        "ALTER TABLE telecom."
            + tables.get(0)
            + " UPDATE amount = amount + 1 WHERE event_type = 'SMS' AND region = 'Astana'"
            + " SETTINGS mutations_sync = 1");

    Path report = folder.resolve("report.json");
    ChildProcess publish =
        stack.java(
            "publish",
            "io.millrace.spark.batch.BatchApplication",
            List.of(
                "telecom-daily", "2025-03-10", "--step", "publish", "--report", report.toString()),
            Map.of());
    publish.onExit().get(120, TimeUnit.SECONDS);

    String said = Files.readString(publish.logFile());
    assertThat(publish.exitCode()).as(said).hasValue(3);
    assertThat(said)
        .contains("2025-03-10 of run ", " was not published:")
        .contains("SMS, region ALL and the sum of regions, amount: 0.00 and 1.00")
        .contains("Astana, event type ALL and the sum of event types, amount: 2001.40 and 2002.40");
    assertThat(new ObjectMapper().readTree(report.toFile()).get("failed").asText())
        .contains("was not published");
    assertThat(stack.texts("SELECT toString(tuple(*)) FROM telecom.daily_stats ORDER BY ALL"))
        .isEqualTo(published);

    // As the command does it, with a session of its own, which ends.
    job(stack, "PT60S").run(DailyStep.STAGE);
    assertThat(
            stack.texts(
                "SELECT concat(toString(state), ' ', toString(rows_read), ' ', input) FROM"
                    + " millrace.batch_runs FINAL WHERE job = 'telecom-daily-stage'"))
        .containsExactly("succeeded 407 telecom_events 2025-03-10 of Asia/Almaty");
    JsonNode done = new ObjectMapper().readTree(job(stack, "PT60S").run(DailyStep.PUBLISH).json());
    assertThat(done.get("days_published").toString()).isEqualTo("[\"2025-03-10\"]");
    assertThat(stats(stack, "region != 'most_active'")).isEqualTo(SourceRows.figures(stack));
    assertThat(stack.texts("SHOW TABLES FROM telecom LIKE '%staged%'")).isEmpty();
  }

  /** {@code --step check} while the stream beats. */
  private record DailyJobCheck(BatchStack stack) {
    Instant run() throws Exception {
      return Instant.parse(
          new ObjectMapper()
              .readTree(job(stack, "PT60S").run(DailyStep.CHECK).json())
              .get("stream_has_counted_up_to")
              .asText());
    }
  }

  private static JsonNode run(BatchStack stack, String patience, DailyStep step) throws Exception {
    return new ObjectMapper()
        .readTree(job(stack, patience).staged(spark, RunId.at(Instant.now()), step).json());
  }

  private static DailyJob job(BatchStack stack, String patience) {
    return new DailyJob(
        stack.config(),
        stack.postgresConfig(),
        new DailyInput(new Days(DAY, DAY), ZONE, Duration.parse(patience)));
  }

  private static Patience patience(String text) {
    return new Patience(Duration.parse(text));
  }

  private static Instant end() {
    return START.plus(Duration.ofDays(1));
  }

  private static TelecomRow call(long id, Instant time) {
    return new TelecomRow(id, "CALL", time, COMMITTED, "Abai", "s1", 5L, null, null);
  }

  private static TelecomRow with(TelecomRow row, String subscriber) {
    return new TelecomRow(
        row.eventId(),
        row.eventType(),
        row.eventTime(),
        row.recordedAt(),
        row.region(),
        subscriber,
        row.durationSeconds(),
        row.megabytes(),
        row.amount());
  }

  private static long window(TelecomRow row) {
    return row.eventTime().getEpochSecond() / 60 * 60;
  }

  private static String key(TelecomRow row) {
    return window(row) + " " + row.eventType() + " " + row.region();
  }

  private static Map<String, String> windows(BatchStack stack) {
    Map<String, String> windows = new TreeMap<>();
    stack
        .query(
            "SELECT "
                + WINDOWS
                + " AS k, toString((events, duration_seconds, megabytes, amount,"
                + " distinct_subscribers)) AS v FROM telecom.real_time_metrics WHERE window_start"
                + " BETWEEN '2025-03-09 19:00:00' AND '2025-03-10 18:59:00'")
        .forEach(row -> windows.put(row.getString("k"), row.getString("v")));
    return windows;
  }

  private static Map<String, String> stats(BatchStack stack, String condition) {
    Map<String, String> stats = new TreeMap<>();
    stack
        .query(
            "SELECT concat(event_type, ' ', region) AS k, concat(toString(events), ' ',"
                + " toDecimalString(duration_hours, 6), ' ', toDecimalString(terabytes, 9), ' ',"
                + " toDecimalString(amount, 2), ' ',"
                + " ifNull(toDecimalString(average_duration_seconds, 6), '-'), ' ',"
                + " ifNull(toDecimalString(megabytes_per_subscriber, 6), '-'), ' ',"
                + " toString(distinct_subscribers)) AS v FROM telecom.daily_stats"
                + OF_DAY
                + " AND "
                + condition)
        .forEach(row -> stats.put(row.getString("k"), row.getString("v")));
    return stats;
  }
}
