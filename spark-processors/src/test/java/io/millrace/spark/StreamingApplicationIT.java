package io.millrace.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.clickhouse.client.api.query.GenericRecord;
import io.millrace.model.Domain;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.metrics.DocumentedMetrics;
import io.millrace.runtime.metrics.MetricsPage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The telecom stream by the real application. The tests add to each other's data. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StreamingApplicationIT {

  private static final Map<String, String> TELECOM = Map.of("query", "telecom-metrics");
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(240);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final String METRICS = "telecom.real_time_metrics";
  private static final String ARCHIVE =
      "streaming-aggregations/telecom/real_time_metrics/*/*/windows.parquet";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static AnalyticsStack stack;
  private static TelecomFeed feed;
  private static @Nullable ChildProcess application;

  @BeforeAll
  static void start() throws Exception {
    stack = new AnalyticsStack(folder);
    feed = new TelecomFeed(stack.kafka.bootstrapServers(), START);
  }

  @AfterAll
  static void stop() throws Exception {
    boolean inOrder = application == null || application.stop(Duration.ofSeconds(30));
    feed.close();
    stack.close();
    assertThat(inOrder).as("the application stops when it is told to").isTrue();
  }

  /** The application that runs on from test to test. */
  private static ChildProcess running() throws Exception {
    ChildProcess current = application;
    if (current == null || !current.isAlive()) {
      current = stack.startApplication();
      application = current;
    }
    return current;
  }

  @Test
  @Order(3)
  void countsEveryChangeOnceThoughTheApplicationIsKilledAgainAndAgain() throws Exception {
    for (int kills = 0; kills < 2; kills++) {
      ChildProcess killed = running();
      long before = batches();
      for (int i = 0; i < 5; i++) {
        feed.play(500);
        long seen = before + i + 1;
        await().atMost(PATIENCE).until(() -> batches() >= seen);
      }
      feed.play(2_000);
      killed.kill();
    }
    ChildProcess running = running();
    awaitExactWindows();
    awaitExactArchive();
    awaitEveryRecordInRawData();
    assertThat(running.isAlive()).isTrue();
  }

  @Test
  @Order(1)
  void keepsWhatItTurnsAwayAndRestatesTheWindowOfALateEvent() throws Exception {
    ChildProcess running = running();
    feed.play(6_000);
    awaitExactWindows();
    awaitExactArchive();

    // Hours after the watermark had passed them: one new window, and one that is already
    // archived.
    TelecomFeed.Event first = feed.insert(START.minus(Duration.ofHours(5)), "Astana", "latecomer");
    TelecomFeed.Event second = feed.insert(START.plusSeconds(30), "Almaty", "latecomer");
    feed.delete(second.id());
    feed.insert(START.plusSeconds(31), "Almaty", "latecomer");
    feed.raw(null, "certainly not json".getBytes(UTF_8));
    feed.raw("k".getBytes(UTF_8), "{\"op\":\"t\",\"source\":{\"ts_ms\":1}}".getBytes(UTF_8));
    feed.flush();

    awaitExactWindows();
    awaitExactArchive();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        stack.texts(
                            "SELECT concat(region, ' ', toString(sign)) FROM millrace.late_events"
                                + " FINAL WHERE event_id >= "
                                + first.id()
                                + " ORDER BY event_id, sign DESC"))
                    .containsExactly("Astana 1", "Almaty 1", "Almaty -1", "Almaty 1"));
    assertThat(stack.texts("SELECT reason FROM millrace.dead_letters FINAL ORDER BY reason"))
        .containsExactly("not_json", "truncate");
    assertThat(deadLetters())
        .containsExactlyInAnyOrder(
            "not_json: certainly not json", "truncate: {\"op\":\"t\",\"source\":{\"ts_ms\":1}}");
    assertThat(running.isAlive()).isTrue();
    // Those are inserted by tasks, this by the driver.
    for (String table :
        List.of("millrace.late_events", "millrace.dead_letters", "millrace.micro_batches")) {
      awaitRowsCounted(table);
    }
    // ClickHouse merges these, so that there are fewer than were inserted.
    assertThat(
            stack
                .metrics()
                .value(
                    "millrace_spark_sink_rows_total",
                    Map.of("query", "telecom-metrics", "table", "telecom.real_time_partials")))
        .isGreaterThanOrEqualTo(
            stack.query("SELECT count() AS n FROM telecom.real_time_partials").get(0).getLong("n"));
    assertThat(
            DocumentedMetrics.of("Stream")
                .differences(
                    stack.metrics(),
                    "millrace_",
                    "millrace_spark_dead_letters_total",
                    "millrace_spark_late_contributions_total"))
        .isEmpty();
  }

  /** The meters must have each row that is in a table, and each insert among the timed ones. */
  private void awaitRowsCounted(String table) {
    Map<String, String> labels = Map.of("query", "telecom-metrics", "table", table);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              MetricsPage page = stack.metrics();
              assertThat(page.value("millrace_spark_sink_rows_total", labels))
                  .as(table)
                  .isEqualTo(
                      stack
                          .query(
                              "SELECT count() AS n FROM "
                                  + table
                                  + " FINAL WHERE query = 'telecom-metrics'")
                          .get(0)
                          .getLong("n"));
              double inserts = page.value("millrace_spark_sink_insert_seconds_count", labels);
              assertThat(inserts).isPositive();
              assertThat(
                      page.samples("millrace_spark_sink_insert_seconds_bucket", labels).stream()
                          .mapToDouble(MetricsPage.Sample::value)
                          .max())
                  .hasValue(inserts);
            });
  }

  @Test
  @Order(2)
  void waitsForClickHouseAndGoesOnWhereItWas() throws Exception {
    ChildProcess running = running();
    feed.play(1_000);
    awaitExactWindows();
    await().atMost(PATIENCE).until(() -> stack.health() == 200);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(stack.page("/queries"))
                    .containsPattern(
                        "\"query\":\"telecom-metrics\",\"batchId\":\\d+,\"batchDurationMs\":\\d+")
                    .contains("\"lagRecords\":0"));
    assertThat(
            stack.texts(
                "SELECT toString(countIf(oldest_commit <= newest_commit AND newest_commit <="
                    + " finished_at)) FROM millrace.micro_batches FINAL WHERE contributions > 0"))
        .isEqualTo(
            stack.texts(
                "SELECT toString(count()) FROM millrace.micro_batches FINAL"
                    + " WHERE contributions > 0"));
    // Nobody writes any more, and the table is known to be fresh all the same.
    long commitMillis = System.currentTimeMillis();
    feed.heartbeat(Domain.TELECOM.heartbeatTopic(), commitMillis);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                stack.metrics().value("millrace_spark_newest_commit_timestamp_seconds", TELECOM)
                    == commitMillis / 1_000.0);
    assertThat(
            stack.texts(
                "SELECT toString(argMax(contributions, batch_id)) FROM millrace.micro_batches FINAL"
                    + " WHERE query = 'telecom-metrics'"))
        .containsExactly("0");
    assertThat(stack.texts("SELECT reason FROM millrace.dead_letters FINAL ORDER BY reason"))
        .as("a heartbeat is no dead letter")
        .containsExactly("not_json", "truncate");

    awaitRunningGauges();
    assertThat(
            DocumentedMetrics.of("Stream")
                .differences(
                    stack.metrics(),
                    "millrace_",
                    "millrace_spark_batch_duration_seconds",
                    "millrace_spark_batch_phase_seconds",
                    "millrace_spark_watermark_delay_seconds",
                    "millrace_spark_watermark_timestamp_seconds",
                    "millrace_spark_input_records_total",
                    "millrace_spark_sink_insert_seconds",
                    "millrace_spark_sink_rows_total",
                    "millrace_spark_freshness_seconds",
                    "millrace_spark_archive_objects_total"))
        .isEmpty();
    assertThat(DocumentedMetrics.of("Stream").differences(stack.metrics(), "spark_driver_"))
        .isEmpty();

    stack.clickHouse.kill();
    feed.play(1_000);
    await().atMost(PATIENCE).until(() -> stack.health() == 503);
    assertThat(running.isAlive()).isTrue();
    awaitGaugesOfAQueryThatEnded();
    stack.startClickHouse();

    awaitExactWindows();
    await().atMost(PATIENCE).until(() -> stack.health() == 200);
    awaitRunningGauges();
    assertThat(stack.metrics().value("millrace_spark_query_restarts_total", TELECOM)).isPositive();
  }

  private void awaitRunningGauges() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              MetricsPage page = stack.metrics();
              assertThat(page.labelValues("millrace_spark_query_active", "query"))
                  .containsExactly(
                      "opensky-metrics",
                      "opensky-raw",
                      "opensky-snapshots",
                      "telecom-metrics",
                      "telecom-raw");
              assertThat(page.samples("millrace_spark_query_active", Map.of()))
                  .allMatch(query -> query.value() == 1);
              assertThat(page.value("millrace_spark_input_rows_per_second", TELECOM))
                  .isNotNegative();
              assertThat(page.value("millrace_spark_processed_rows_per_second", TELECOM))
                  .isNotNegative();
              assertThat(page.value("millrace_spark_state_rows", TELECOM)).isZero();
              assertThat(page.value("millrace_spark_state_memory_bytes", TELECOM)).isZero();
              double watermark = page.value("millrace_spark_watermark_timestamp_seconds", TELECOM);
              assertThat(page.value("millrace_spark_watermark_delay_seconds", TELECOM))
                  .isCloseTo(Instant.now().getEpochSecond() - watermark, within(30.0));
              // Spark's own count of the same query, by the sink.
              assertThat(page.value("spark_driver_streaming_input_rate", TELECOM)).isNotNegative();
              assertThat(
                      page.value("spark_driver_app_status_tasks_completed_tasks_total", Map.of()))
                  .isPositive();
            });
  }

  private void awaitGaugesOfAQueryThatEnded() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              MetricsPage page = stack.metrics();
              assertThat(page.value("millrace_spark_query_active", TELECOM)).isZero();
              for (String figure :
                  List.of(
                      "input_rows_per_second",
                      "processed_rows_per_second",
                      "state_rows",
                      "state_memory_bytes")) {
                assertThat(page.value("millrace_spark_" + figure, TELECOM)).as(figure).isNaN();
              }
              assertThat(page.samples("spark_driver_streaming_input_rate", TELECOM)).isEmpty();
            });
  }

  private void awaitExactWindows() {
    Map<String, String> expected = feed.expectedWindows();
    await()
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .untilAsserted(() -> assertThat(stack.windows(METRICS)).isEqualTo(expected));
  }

  /** The archive must hold the windows that the watermark has closed, and only those. */
  private void awaitExactArchive() {
    await()
        .atMost(PATIENCE)
        .pollInterval(POLL)
        // An object may be replaced while ClickHouse reads it in pieces.
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              long watermark =
                  stack
                      .query(
                          "SELECT toUnixTimestamp(max(watermark_after)) AS w FROM millrace.micro_batches")
                      .get(0)
                      .getLong("w");
              Map<String, String> closed = new TreeMap<>(feed.expectedWindows());
              closed.keySet().removeIf(key -> Long.parseLong(key.split(" ")[0]) + 60 > watermark);
              assertThat(closed).isNotEmpty();
              assertThat(stack.windows(stack.parquet(ARCHIVE))).isEqualTo(closed);
            });
  }

  private void awaitEveryRecordInRawData() {
    String raw = stack.parquet("raw-data/telecom/telecom_events/*/*/*/*.parquet");
    await()
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              GenericRecord row =
                  stack
                      .query(
                          "SELECT count() AS n, uniqExact(kafka_partition, kafka_offset) AS d FROM "
                              + raw)
                      .get(0);
              assertThat(row.getLong("n")).isEqualTo(feed.records());
              assertThat(row.getLong("d")).isEqualTo(feed.records());
            });
  }

  private long batches() {
    return stack.query("SELECT count() AS n FROM millrace.micro_batches FINAL").get(0).getLong("n");
  }

  private List<String> deadLetters() {
    List<String> letters = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", stack.kafka.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = List.of(new TopicPartition("millrace.dlq", 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                for (ConsumerRecord<byte[], byte[]> letter :
                    consumer.poll(Duration.ofMillis(200))) {
                  assertThat(new String(header(letter, "millrace.topic"), UTF_8))
                      .isEqualTo(TelecomFeed.TOPIC);
                  letters.add(
                      new String(header(letter, "millrace.reason"), UTF_8)
                          + ": "
                          + new String(letter.value(), UTF_8));
                }
                return letters.size() >= 2;
              });
    }
    return letters;
  }

  private static byte[] header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return letter.headers().lastHeader(name).value();
  }
}
