package io.millrace.simulator.flights.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.model.flights.FlightRule;
import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.FlightReport;
import io.millrace.recordings.flights.RealFiles;
import io.millrace.recordings.flights.Rejects;
import io.millrace.simulator.flights.FlightsDatabase;
import io.millrace.simulator.flights.scenario.FlightScenario;
import io.millrace.simulator.flights.snapshot.GroupedStates;
import io.millrace.simulator.flights.snapshot.RecordedSnapshots;
import io.millrace.simulator.flights.snapshot.SnapshotSource;
import io.millrace.simulator.writer.EventWriteException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs into a real PostgreSQL. */
@Timeout(180)
class FlightRunIT {

  private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

  @TempDir static Path folder;
  private static FlightsDatabase database;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @BeforeAll
  static void start() throws Exception {
    database = FlightsDatabase.start(folder.resolve("postgres"));
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void clear() throws Exception {
    database.clear();
  }

  @Test
  void writesTheRecordedSnapshotWithItsRules() throws Exception {
    Path file = RealFiles.require("states_1634471390.json");

    FlightReport report = replay(file);

    assertThat(report.rows()).isEqualTo(5_485);
    assertThat(database.count("true")).isEqualTo(5_485);
    assertThat(database.count("NOT quarantined")).isEqualTo(report.kept());
    assertThat(database.count("quarantined")).isEqualTo(report.quarantined());
    for (FlightRule rule : FlightRule.values()) {
      assertThat(database.count("'" + rule.reason() + "' = ANY (rules)"))
          .as(rule.reason())
          .isEqualTo(report.broken(rule));
    }
    // The document's definitions, over the columns that nothing fixes.
    assertThat(database.count("longitude IS NULL OR latitude IS NULL")).isEqualTo(101);
    assertThat(database.count("observed_at - time_position > interval '60 s'")).isEqualTo(626);
    assertThat(database.count("callsign IS NULL")).isEqualTo(123);
    assertThat(database.count("origin_country IS NULL")).isEqualTo(9);
    assertThat(database.count("country IS NULL")).isEqualTo(9);
    assertThat(database.count("on_ground AND velocity > 105"))
        .isEqualTo(report.broken(FlightRule.ON_GROUND_FAST));
    assertThat(database.count("abs(vertical_rate) > 100"))
        .isEqualTo(report.broken(FlightRule.CLIMB_IMPOSSIBLE));
    assertThat(
            registry
                .get("millrace.simulator.flights.rules")
                .tag("rule", "position_stale")
                .counter()
                .count())
        .isEqualTo(626);
  }

  @Test
  void quarantinesASecondReplayAsDuplicates() throws Exception {
    Path file = RealFiles.require("zurich_airport.json.gz");

    FlightReport first = replay(file);
    FlightReport second = replay(file);

    assertThat(first.broken(FlightRule.DUPLICATE)).isEqualTo(2_298);
    assertThat(second.kept()).isZero();
    assertThat(second.quarantined()).isEqualTo(17_132);
    assertThat(database.count("true")).isEqualTo(2 * 17_132);
    assertThat(database.count("NOT quarantined")).isEqualTo(first.kept());
    assertThat(
            database.number(
                "SELECT count(*) FROM (SELECT DISTINCT icao24, observed_at FROM processed_flights"
                    + " WHERE NOT quarantined) AS kept"))
        .isEqualTo(first.kept());
  }

  @Test
  void neitherLosesNorDoublesWhenPostgresIsKilledAndStartedAgainInMidRun() throws Exception {
    // Paced, so that the run cannot end between the look at the rows and the kill.
    SnapshotSource scenario =
        new GroupedStates(new FlightScenario(7, 200, START, Duration.ofSeconds(10), 100), 100);

    try (FlightWriter writer = writer("simulator:7")) {
      CompletableFuture<FlightReport> run =
          CompletableFuture.supplyAsync(() -> runToEnd(scenario, writer, 100));
      for (long rows : new long[] {2_000, 8_000}) {
        await()
            .atMost(60, TimeUnit.SECONDS)
            .pollInterval(5, TimeUnit.MILLISECONDS)
            .until(() -> stillRunning(run) && database.count("true") > rows);
        database.kill();
        await("notices the kill after " + rows + " rows")
            .until(() -> stillRunning(run) && !writer.health().check().up());
        database.startAgain();
      }
      FlightReport report = run.get(90, TimeUnit.SECONDS);
      assertThat(report.rows()).isEqualTo(20_000);
      assertThat(report.broken(FlightRule.DUPLICATE)).isZero();
      assertThat(writer.health().check().up()).isTrue();
    }

    assertThat(database.count("true")).isEqualTo(20_000);
    assertThat(
            database.number(
                "SELECT count(*) FROM (SELECT DISTINCT icao24, observed_at FROM"
                    + " processed_flights) AS states"))
        .isEqualTo(20_000);
    List<FlightState> raw = new ArrayList<>();
    for (FlightsDatabase.Raw snapshot : database.raw()) {
      raw.addAll(snapshot.states());
    }
    assertThat(raw).hasSize(20_000).doesNotHaveDuplicates();
    assertThat(raw)
        .extracting(state -> state.icao24() + state.observedAt())
        .containsExactlyElementsOf(
            database.rows().stream().map(row -> row.icao24() + row.observedAt()).toList());
    assertThat(registry.get("millrace.simulator.flights.snapshots").counter().count())
        .isEqualTo(database.raw().size());
  }

  @Test
  void givesUpWithTheReasonWhenPostgresRefusesForGood() throws Exception {
    database.execute("REVOKE INSERT ON processed_flights FROM millrace_writer");
    try (FlightWriter writer = writer("simulator:7")) {
      SnapshotSource scenario =
          new GroupedStates(new FlightScenario(7, 1, START, Duration.ofSeconds(10), 1), 1);
      assertThatThrownBy(() -> new FlightRun(scenario, writer, Double.POSITIVE_INFINITY).run())
          .isInstanceOf(EventWriteException.class)
          .hasMessageContainingAll("permission denied", "42501", "postgres-init");
    } finally {
      database.execute("GRANT INSERT ON processed_flights TO millrace_writer");
    }
  }

  @Test
  void publishesBothTablesWithTheirWholeRows() throws Exception {
    assertThat(
            database.number(
                "SELECT count(*) FROM pg_publication_tables WHERE pubname = 'millrace_opensky'"
                    + " AND tablename IN ('processed_flights', 'flight_statistics',"
                    + " 'millrace_signals')"))
        .isEqualTo(3);
    assertThat(
            database.number(
                "SELECT count(*) FROM pg_class WHERE relname IN ('processed_flights',"
                    + " 'flight_statistics') AND relreplident = 'f'"))
        .isEqualTo(2);
  }

  private FlightReport replay(Path file) throws Exception {
    String name = "replay:" + file.getFileName();
    try (Rejects rejects = new Rejects(folder.resolve("rejects"));
        SnapshotSource source =
            RecordedSnapshots.open(name, Recording.of(file), rejects, Double.POSITIVE_INFINITY);
        FlightWriter writer = writer(name)) {
      return new FlightRun(source, writer, Double.POSITIVE_INFINITY).run();
    }
  }

  private FlightWriter writer(String source) {
    return new FlightWriter(database.target(), source, new FlightMetrics(registry));
  }

  // A run that broke off says why, instead of a condition that never comes true.
  private static boolean stillRunning(CompletableFuture<FlightReport> run) {
    if (run.isDone()) {
      throw new IllegalStateException("the run has ended: " + run.join());
    }
    return true;
  }

  private static FlightReport runToEnd(SnapshotSource source, FlightWriter writer, double speedUp) {
    try {
      return new FlightRun(source, writer, speedUp).run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
