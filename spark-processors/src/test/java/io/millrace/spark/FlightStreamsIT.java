package io.millrace.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.runtime.ChildProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes of {@code processed_flights} to ClickHouse, Parquet and back to PostgreSQL, by the real
 * application. The tests add to each other's data.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FlightStreamsIT {

  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration POLL = Duration.ofMillis(500);

  private static final String WINDOWS =
      "SELECT concat(toString(toUnixTimestamp(window_start)), ' ', country, ' ', toString(states),"
          + " ' ', toString(aircraft), ' ', toString(quarantined), ' ', toString(velocity_states),"
          + " ' ', toString(velocity_mm_s)) AS w FROM ";

  private static final String STATISTICS =
      "SELECT concat(%s, ' ', country, ' ', %s, ' ', %s, ' ', %s, ' ', %s) AS w FROM %s";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static AnalyticsStack stack;
  private static FlightFeed feed;
  private static @Nullable ChildProcess application;

  @BeforeAll
  static void start() throws Exception {
    stack = new AnalyticsStack(folder);
    feed = new FlightFeed(stack.kafka.bootstrapServers(), START);
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
  @Order(1)
  void holdsEveryRowAndWindowThoughTheApplicationIsKilledAgainAndAgain() throws Exception {
    for (int kills = 0; kills < 2; kills++) {
      ChildProcess killed = running();
      long before = batches();
      for (int i = 0; i < 4; i++) {
        feed.play(500);
        long seen = before + i + 1;
        await().atMost(PATIENCE).until(() -> batches() >= seen);
      }
      feed.play(2_000);
      killed.kill();
    }
    ChildProcess running = running();
    awaitExact();
    awaitExactStatisticsInPostgres();
    awaitExactArchive();
    assertThat(running.isAlive()).isTrue();
  }

  @Test
  @Order(2)
  void takesBackWhatChangesReplaceAndTurnsAwayWhatIsNoState() throws Exception {
    FlightFeed.Flight moved = feed.flight(START.plusSeconds(7));
    FlightFeed.Flight deleted = feed.flight(START.plusSeconds(8));
    FlightFeed.Flight shownAgain = feed.flight(START.plusSeconds(9));
    FlightFeed.Flight impossible = feed.flight(START.plusSeconds(10));
    ChildProcess running = running();
    for (FlightFeed.Flight flight : List.of(moved, deleted, shownAgain, impossible)) {
      feed.insert(flight);
    }
    feed.flush();
    awaitExact();

    feed.update(moved.moved("NZ", START.plus(Duration.ofHours(3)), 12.34));
    feed.delete(deleted.id());
    feed.change(shownAgain.id(), "r", "incremental", null, shownAgain.json());
    // Changed by hand into what no aircraft does: it counts nowhere and says why.
    FlightFeed.Flight changed = impossible.moved("NZ", impossible.observedAt(), 9_999.0);
    feed.update(changed);
    List<String> rules = new ArrayList<>(impossible.rules());
    rules.add("speed_impossible");
    feed.expect(
        new FlightFeed.Flight(
            changed.id(),
            changed.icao24(),
            changed.country(),
            changed.observedAt(),
            changed.latitude(),
            changed.velocity(),
            changed.altitude(),
            rules,
            true));
    feed.change(7_000_000, "c", null, deleted.json().replace("\"icao24\":\"4b", "\"icao24\":\"xx"));
    feed.change(7_000_001, "c", null, deleted.json().replace("\"2026-", "\"3026-"));
    feed.change(7_000_002, "c", null, deleted.json().replace("\"spi\":false", "\"spi\":0"));
    feed.raw(null, "certainly not json".getBytes(UTF_8));
    feed.flush();

    awaitExact();
    awaitExactStatisticsInPostgres();
    assertThat(
            stack.texts(
                "SELECT concat(reason, ' ', toString(count())) FROM millrace.dead_letters FINAL"
                    + " WHERE query = 'opensky-metrics' GROUP BY reason ORDER BY reason"))
        .contains("not_a_state 2", "not_json 1", "wrong_type 1");
    assertThat(running.isAlive()).isTrue();
  }

  @Test
  @Order(3)
  void completesAnInsertThatBrokeOffBetweenTheTableAndItsViews() throws Exception {
    ChildProcess running = running();
    awaitExact();
    int before = rows().size();
    stack.execute("ALTER TABLE opensky.grid_partials ADD CONSTRAINT broken CHECK states > 1000000");
    try {
      feed.play(300);
      await().atMost(PATIENCE).ignoreExceptions().until(() -> stack.health() == 503);
      // Only the first batch that meets the constraint: if the feed was cut in two, the rest waits.
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows()).hasSizeGreaterThan(before));
    } finally {
      stack.execute("ALTER TABLE opensky.grid_partials DROP CONSTRAINT broken");
    }

    awaitExact();
    assertThat(running.isAlive()).isTrue();
  }

  @Test
  @Order(4)
  void changesNoStatisticsThatAreAsTheyShouldBe() throws Exception {
    ChildProcess running = running();
    awaitExactStatisticsInPostgres();
    List<String> before =
        stack.postgresTexts("SELECT xmin::text FROM flight_statistics ORDER BY 1");
    // All windows are published anew.
    stack.execute("TRUNCATE TABLE millrace.archive_progress");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !stack
                    .texts(
                        "SELECT query FROM millrace.archive_progress"
                            + " WHERE query = 'opensky-statistics'")
                    .isEmpty());
    assertThat(stack.postgresTexts("SELECT xmin::text FROM flight_statistics ORDER BY 1"))
        .as("rows that are as they should be are not touched")
        .isEqualTo(before);
    assertThat(running.isAlive()).isTrue();
  }

  @Test
  @Order(5)
  void keepsRawSnapshotsByteForByte() throws Exception {
    byte[] body = gzip("{\"time\":1634471390,\"states\":[]}");
    ChildProcess running = running();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      ProducerRecord<byte[], byte[]> ours =
          new ProducerRecord<>("raw_flights", "live".getBytes(UTF_8), body);
      Map.of(
              "snapshot_id", "42",
              "observed_at", "2021-10-17T11:49:50.000000Z",
              "run", "1a2b3c4d",
              "source", "replay:a b.json")
          .forEach((name, value) -> ours.headers().add(name, value.getBytes(UTF_8)));
      producer.send(ours).get();
      producer.send(new ProducerRecord<>("raw_flights", null, body)).get();

      String objects =
          "s3('%s/raw-data/flights/*', '%s', '%s', 'RawBLOB')"
              .formatted(stack.s3.endpoint(), stack.s3.accessKey(), stack.s3.secretKey());
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(
                          stack.texts(
                              "SELECT concat(_file, ' ', raw_blob) AS o FROM "
                                  + objects
                                  + " ORDER BY o"))
                      .containsExactly(
                          "000000000042_20211017T114950Z_1a2b3c4d_replay%3Aa+b.json.json.gz"
                              + " {\"time\":1634471390,\"states\":[]}",
                          "unattributed_0_1.json.gz {\"time\":1634471390,\"states\":[]}"));
      assertThat(running.isAlive()).isTrue();
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static long batches() {
    return stack
        .query(
            "SELECT count() AS n FROM millrace.micro_batches FINAL WHERE query = 'opensky-metrics'")
        .get(0)
        .getLong("n");
  }

  private static List<String> rows() {
    return stack.texts(FlightFeed.ROW_SQL).stream().sorted().toList();
  }

  private static void awaitExact() {
    await()
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .untilAsserted(
            () -> {
              assertThat(
                      stack.texts(
                          WINDOWS + "opensky.country_statistics ORDER BY window_start, country"))
                  .isEqualTo(feed.expectedWindows());
              assertThat(rows()).isEqualTo(feed.expectedRows());
              assertThat(stack.texts("SELECT toString(sum(states)) FROM opensky.grid_statistics"))
                  .containsExactly(Long.toString(feed.expectedOnTheGrid()));
            });
  }

  private static void awaitExactStatisticsInPostgres() {
    await()
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .untilAsserted(
            () ->
                assertThat(
                        stack.postgresTexts(
                            STATISTICS.formatted(
                                    "extract(epoch FROM window_start)::bigint",
                                    "states",
                                    "aircraft",
                                    "quarantined",
                                    "coalesce(round(mean_velocity * 1000000)::bigint::text, '')",
                                    "flight_statistics")
                                + " ORDER BY window_start, country"))
                    .isNotEmpty()
                    .isEqualTo(
                        stack.texts(
                            STATISTICS.formatted(
                                    "toString(toUnixTimestamp(window_start))",
                                    "toString(states)",
                                    "toString(aircraft)",
                                    "toString(quarantined)",
                                    "ifNull(toString(round(mean_velocity * 1000000)), '')",
                                    "opensky.country_statistics")
                                + " ORDER BY window_start, country")));
  }

  /** The archive must hold the windows that the watermark has closed, and only those. */
  private static void awaitExactArchive() {
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
                          "SELECT toUnixTimestamp(max(watermark_after)) AS w"
                              + " FROM millrace.micro_batches WHERE query = 'opensky-metrics'")
                      .get(0)
                      .getLong("w");
              List<String> closed =
                  feed.expectedWindows().stream()
                      .filter(w -> Long.parseLong(w.split(" ")[0]) + 60 <= watermark)
                      .toList();
              assertThat(closed).isNotEmpty();
              String objects =
                  stack.parquet(
                      "streaming-aggregations/opensky/country_statistics/*/*/windows.parquet");
              assertThat(stack.texts(WINDOWS + objects + " ORDER BY window_start, country"))
                  .isEqualTo(closed);
              String cells =
                  stack.parquet(
                      "streaming-aggregations/opensky/grid_statistics/*/*/windows.parquet");
              assertThat(stack.texts("SELECT toString(sum(states)) FROM " + cells))
                  .isEqualTo(
                      stack.texts(
                          "SELECT toString(sum(states)) FROM opensky.grid_statistics"
                              + " WHERE toUnixTimestamp(window_start) + 60 <= "
                              + watermark));
            });
  }
}
