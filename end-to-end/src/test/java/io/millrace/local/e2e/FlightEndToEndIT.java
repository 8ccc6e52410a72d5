package io.millrace.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.audit.AuditReport;
import io.millrace.model.Domain;
import io.millrace.model.flights.Countries;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The flights domain from a recorded snapshot to stream, batch, statistics and gateway. The tests
 * add to each other's data.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FlightEndToEndIT {

  private static final Duration DRAIN = Duration.ofMinutes(4);

  private static final String SNAPSHOTS = "raw-data/flights/*.json.gz";

  /** What stream and batch have in common, all of it as one text. */
  private static final String ROW =
      "toString(tuple(icao24, callsign, origin_country, country, time_position, last_contact,"
          + " longitude, latitude, baro_altitude, on_ground, velocity, true_track, vertical_rate,"
          + " geo_altitude, squawk, spi, position_source, observed_at, rules, quarantined, source))";

  private static final String STREAM = "opensky.flights_streaming FINAL WHERE sign > 0";
  private static final String BATCH = "opensky.flights_batch";

  @RegisterExtension static final RunningPlatform platform = new RunningPlatform();

  @Test
  @Order(1)
  void countsARecordedSnapshotAsARecountOfItsRawJsonDoes() throws Exception {
    Path real = ModuleClasspath.home().resolve("../shared/data/opensky/states_1634471390.json");
    Path file = Files.exists(real) ? real : generatedSnapshot();

    replay(file);

    AuditReport report = awaitExact();
    await()
        .atMost(DRAIN)
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(platform.probe().count("SELECT count() FROM " + raw())).isEqualTo(1));
    Map<String, Long> recount = recount();
    assertThat(report.events()).isEqualTo(recount.remove("rows")).isGreaterThan(1_000);
    recount.forEach(
        (rule, states) ->
            assertThat(states(rule)).as("states that break %s", rule).isEqualTo(states));
    assertThat(
            platform
                .probe()
                .count("SELECT sum(states) + sum(quarantined) FROM opensky.country_statistics"))
        .isEqualTo(report.events());
  }

  @Test
  @Order(2)
  void makesTheSameOfItByBatchRowForRow() throws Exception {
    platform.simulate(
        "flights",
        "simulate",
        "--aircraft",
        "150",
        "--snapshots",
        "20",
        "--start",
        "2021-10-18T23:58:00Z",
        "--speed-up",
        "max",
        "--no-http",
        "--rejects",
        rejects());
    // Once more: a duplicate of every row.
    replay(generatedSnapshot());
    replay(generatedSnapshot());
    awaitExact();
    long snapshots =
        platform.probe().postgresCount(Domain.OPENSKY, "SELECT count(*) FROM raw_flights");
    await()
        .atMost(DRAIN)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(platform.probe().count("SELECT count() FROM " + raw()))
                    .isEqualTo(snapshots));
    awaitEveryEventInParquet();

    platform.batch("flights", "--from-s3", "s3a://" + SNAPSHOTS);
    assertSameRows();

    platform.probe().execute("TRUNCATE TABLE " + BATCH);
    platform.batch("flights", "--from-postgres", "2021-10-01", "2021-10-31");
    assertSameRows();
  }

  @Test
  @Order(3)
  void takesChangesBackEverywhereAndItsStatisticsMakeNoLoop() throws Exception {
    try (Connection writer = writer();
        Statement statement = writer.createStatement()) {
      statement.execute(
          "UPDATE processed_flights SET country = 'NZ', velocity = 123.45 WHERE flight_id IN"
              + " (SELECT flight_id FROM processed_flights WHERE NOT quarantined LIMIT 40)");
      statement.execute(
          "UPDATE processed_flights SET velocity = 4567 WHERE flight_id IN (SELECT flight_id FROM"
              + " processed_flights WHERE NOT quarantined AND country <> 'NZ' LIMIT 5)");
      statement.execute(
          "DELETE FROM processed_flights WHERE flight_id IN (SELECT flight_id FROM"
              + " processed_flights WHERE NOT quarantined AND country <> 'NZ' LIMIT 30)");
    }
    awaitExact();
    awaitStatistics();
    String topic = Domain.OPENSKY.topic("flight_statistics");
    long steps = statisticsSteps();
    await()
        .atMost(DRAIN)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> assertThat(platform.probe().records(topic)).isGreaterThanOrEqualTo(statistics()));
    long records = platform.probe().records(topic);
    long batches = batches();

    // Its own change events would come round within a few of its intervals of two seconds.
    await().during(Duration.ofSeconds(8)).atMost(DRAIN).until(() -> batches() == batches);

    assertThat(platform.probe().records(topic)).isEqualTo(records);
    assertThat(statisticsSteps()).isEqualTo(steps);
    assertThat(
            platform.probe().count("SELECT countIf(has(rules, 'speed_impossible')) FROM " + STREAM))
        .isGreaterThanOrEqualTo(5);
  }

  @Test
  @Order(4)
  void answersAtTheGatewayWhatPostgresSays() throws Exception {
    long expected =
        platform
            .probe()
            .postgresCount(
                Domain.OPENSKY,
                "SELECT count(*) FROM processed_flights WHERE country = 'NZ' AND NOT quarantined"
                    + " AND observed_at >= '2021-10-18 23:00:00Z'"
                    + " AND observed_at < '2021-10-19 01:00:00Z'");

    String answer =
        platform
            .get(
                "/api/v1/flights/countries?country=NZ&from=2021-10-18T23:00:00Z"
                    + "&to=2021-10-19T01:00:00Z")
            .body();

    assertThat(answer)
        .containsPattern(
            expected == 0
                ? "\"countries\":\\[\\]"
                : "\"country\":\"NZ\",\"states\":" + expected + ",");
  }

  private static void replay(Path file) throws Exception {
    platform.simulate(
        "flights", "replay", file.toString(), "--speed-up", "max", "--rejects", rejects());
  }

  private static String rejects() {
    return platform.file("flights.rejects").toString();
  }

  private static AuditReport awaitExact() {
    Callable<AuditReport> audit = () -> platform.probe().flightAudit();
    AuditReport report =
        await()
            .atMost(DRAIN)
            .pollInterval(Duration.ofSeconds(1))
            .until(audit, found -> found.exact() && found.events() > 0);
    System.out.println("flights: " + report.summary());
    return report;
  }

  private static String raw() {
    return platform.probe().objects(SNAPSHOTS, "RawBLOB");
  }

  private static void awaitEveryEventInParquet() throws SQLException, IOException {
    long stored =
        platform.probe().postgresCount(Domain.OPENSKY, "SELECT count(*) FROM processed_flights");
    String parquet = platform.probe().parquet("raw-data/opensky/processed_flights/*/*/*/*.parquet");
    await()
        .atMost(DRAIN)
        .pollInterval(Duration.ofSeconds(2))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        platform
                            .probe()
                            .count(
                                "SELECT uniqExact(kafka_partition, kafka_offset) FROM "
                                    + parquet
                                    + " WHERE op = 'c'"))
                    .isEqualTo(stored));
  }

  /** Rows, and states by rule, counted from the raw JSON in S3 alone. */
  private static Map<String, Long> recount() throws SQLException {
    String spellings =
        Countries.otherSpellings().keySet().stream()
            .map(name -> "'" + name.replace("'", "''") + "'")
            .collect(Collectors.joining(", "));
    return platform
        .probe()
        .numbers(
            """
            WITH states AS (
                SELECT JSONExtractFloat(raw_blob, 'time') AS t,
                    arrayJoin(JSONExtractArrayRaw(raw_blob, 'states')) AS s,
                    JSONExtract(s, 1, 'Nullable(String)') AS icao24,
                    trim(ifNull(JSONExtract(s, 2, 'Nullable(String)'), '')) AS callsign,
                    trim(ifNull(JSONExtract(s, 3, 'Nullable(String)'), '')) AS country,
                    JSONExtract(s, 4, 'Nullable(Float64)') AS time_position,
                    JSONExtract(s, 6, 'Nullable(Float64)') AS longitude,
                    JSONExtract(s, 7, 'Nullable(Float64)') AS latitude,
                    JSONExtract(s, 8, 'Nullable(Float64)') AS baro,
                    JSONExtractBool(s, 9) AS on_ground,
                    JSONExtract(s, 10, 'Nullable(Float64)') AS velocity,
                    JSONExtract(s, 12, 'Nullable(Float64)') AS vertical_rate,
                    JSONExtract(s, 14, 'Nullable(Float64)') AS geo
                FROM %s)
            SELECT count() AS rows,
                countIf(latitude IS NULL OR longitude IS NULL) AS position_missing,
                countIf(t - time_position > 60) AS position_stale,
                countIf(abs(latitude) > 90 OR abs(longitude) > 180) AS position_out_of_range,
                countIf(callsign = '') AS callsign_blank,
                countIf(match(callsign, '^0+$')) AS callsign_placeholder,
                countIf(country = '') AS country_missing,
                countIf(country IN (%s)) AS country_spelling,
                countIf(on_ground AND velocity > 105) AS on_ground_fast,
                countIf(on_ground AND (baro > 5000 OR geo > 5000)) AS on_ground_high,
                countIf(velocity < 0 OR velocity > 450) AS speed_impossible,
                countIf(abs(vertical_rate) > 100) AS climb_impossible,
                countIf(baro < -1500 OR baro > 40000 OR geo < -1500 OR geo > 40000)
                    AS altitude_impossible,
                count() - uniqExact(icao24) AS duplicate
            FROM states
            """
                .formatted(raw(), spellings));
  }

  private static long states(String rule) {
    try {
      return platform
          .probe()
          .count("SELECT sum(rules['" + rule + "']) FROM opensky.country_partials");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertSameRows() throws SQLException {
    assertThat(platform.probe().texts("SELECT " + ROW + " AS row FROM " + BATCH + " ORDER BY row"))
        .isNotEmpty()
        .isEqualTo(
            platform.probe().texts("SELECT " + ROW + " AS row FROM " + STREAM + " ORDER BY row"));
  }

  private static void awaitStatistics() {
    await()
        .atMost(DRAIN)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              assertThat(statistics())
                  .isEqualTo(
                      platform.probe().count("SELECT count() FROM opensky.country_statistics"));
              assertThat(
                      platform
                          .probe()
                          .postgresCount(
                              Domain.OPENSKY,
                              "SELECT sum(states * 7 + aircraft * 5 + quarantined * 3)"
                                  + " FROM flight_statistics"))
                  .isEqualTo(
                      platform
                          .probe()
                          .count(
                              "SELECT sum(states * 7 + aircraft * 5 + quarantined * 3)"
                                  + " FROM opensky.country_statistics"));
            });
  }

  private static long statistics() throws SQLException, IOException {
    return platform.probe().postgresCount(Domain.OPENSKY, "SELECT count(*) FROM flight_statistics");
  }

  private static long statisticsSteps() throws SQLException {
    return platform
        .probe()
        .count(
            "SELECT max(batch_id) FROM millrace.archive_progress"
                + " WHERE query = 'opensky-statistics'");
  }

  private static long batches() throws SQLException {
    return platform
        .probe()
        .count(
            "SELECT count() FROM millrace.micro_batches FINAL"
                + " WHERE query = 'opensky-metrics' AND contributions > 0");
  }

  private static Connection writer() throws SQLException {
    Map<String, String> environment = platform.stack().simulatorEnvironment();
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%s/opensky"
            .formatted(
                environment.get("MILLRACE_POSTGRES_HOST"),
                environment.get("MILLRACE_POSTGRES_PORT")),
        environment.get("MILLRACE_POSTGRES_WRITER_USER"),
        environment.get("MILLRACE_POSTGRES_WRITER_PASSWORD"));
  }

  /** A snapshot with OpenSky's kinds of dirt, for where the real one is not at hand. */
  private static Path generatedSnapshot() throws IOException {
    Path file = platform.file("states.json");
    Random random = new Random(17);
    List<String> countries = List.of("Switzerland", "Viet Nam", "Republic of Korea", "Germany", "");
    StringBuilder json = new StringBuilder("{\"time\":1634471390,\"states\":[");
    for (int i = 0; i < 2_000; i++) {
      int dice = random.nextInt(60);
      boolean ground = dice < 6;
      json.append(i == 0 ? "" : ",")
          .append(
              String.format(
                  Locale.ROOT,
                  "[\"%06x\",%s,\"%s\",%s,1634471389,%s,%s,%s,%s,%s,%.2f,%s,null,%s,null,false,0]",
                  0x4b0000 + i,
                  dice == 7 ? "\"00000000\"" : dice == 8 ? "\"        \"" : "\"SWR" + i + "  \"",
                  countries.get(random.nextInt(countries.size())),
                  dice == 9 ? "null" : Integer.toString(1634471390 - random.nextInt(80)),
                  dice == 9 ? "null" : dice == 10 ? "181.5" : "8.5" + random.nextInt(1_000),
                  dice == 9 ? "null" : "47." + random.nextInt(1_000),
                  dice == 0 ? "6000" : dice == 11 ? "50000" : ground ? "0" : "10" + dice + "0.5",
                  ground,
                  dice == 1 ? "150.5" : dice == 12 ? "500" : "9" + dice % 10 + ".25",
                  random.nextInt(36_000) / 100.0,
                  dice == 13 ? "-449.58" : "0",
                  dice == 14 ? "null" : "400.5"));
    }
    Files.writeString(file, json.append("]}"));
    return file;
  }
}
