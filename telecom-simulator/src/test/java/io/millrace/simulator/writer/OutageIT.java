package io.millrace.simulator.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.simulator.FinalState;
import io.millrace.simulator.TelecomDatabase;
import io.millrace.simulator.event.Transaction;
import io.millrace.simulator.scenario.FeedShares;
import io.millrace.simulator.scenario.TelecomScenario;
import io.millrace.simulator.scenario.TrafficProfile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PostgreSQL goes away at every bad moment. */
@Timeout(120)
class OutageIT {

  private static final FeedShares LIVELY = new FeedShares(0.05, 0.1, 0.2, 0.1, 0.05);

  @TempDir static Path folder;
  private static TelecomDatabase database;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SimulatorMetrics metrics = new SimulatorMetrics(registry);

  @BeforeAll
  static void start() throws Exception {
    database = TelecomDatabase.start(folder);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void clear() throws SQLException {
    database.clear();
  }

  @ParameterizedTest
  @EnumSource(
      value = CutLine.Cut.class,
      names = {"BEFORE_THE_SERVER_HEARS_IT", "BEFORE_THE_CLIENT_HEARS_THE_ANSWER"})
  void neitherLosesNorDoublesWhenTheLineIsCutAtACommit(CutLine.Cut cut) throws Exception {
    TelecomScenario scenario = TelecomScenario.builder().events(3_000).shares(LIVELY).build();
    int written = 0;

    try (CutLine line = new CutLine(database.port());
        EventWriter writer =
            new EventWriter(database.targetAt(line.port()), scenario.source(), metrics)) {
      Iterator<Transaction> transactions = scenario.transactions();
      while (transactions.hasNext()) {
        if (written++ % 30 == 10) {
          line.cutNextCommit(cut);
        }
        writer.write(transactions.next());
      }
      assertThat(line.cuts()).isGreaterThan(3);
    }

    assertThat(database.rows(scenario.source()))
        .containsExactlyElementsOf(FinalState.of(scenario.transactions()));
    assertThat(registry.get("millrace.simulator.transactions").counter().count())
        .isEqualTo(written);
  }

  @Test
  void neitherLosesNorDoublesWhenPostgresIsKilledAndStartedAgainInMidRun() throws Exception {
    // Paced, so that the run cannot end between the look at the rows and the kill.
    TelecomScenario scenario =
        TelecomScenario.builder()
            .events(16_000)
            .rate(1_000)
            .profile(TrafficProfile.FLAT)
            .shares(LIVELY)
            .batchInterval(Duration.ofMillis(20))
            .build();

    try (EventWriter writer = new EventWriter(database.target(), scenario.source(), metrics)) {
      Simulation simulation =
          new Simulation(
              writer,
              Pacing.paced(scenario.start(), 1, System.nanoTime()),
              Duration.ofSeconds(10),
              metrics);
      CompletableFuture<Simulation.Summary> run =
          CompletableFuture.supplyAsync(() -> runToEnd(simulation, scenario));
      for (long rows : new long[] {1_000, 3_000, 5_000}) {
        await()
            .atMost(30, TimeUnit.SECONDS)
            .pollInterval(5, TimeUnit.MILLISECONDS)
            .until(() -> stillRunning(run) && database.count("true") > rows);
        database.kill();
        await("notices the kill after " + rows + " rows")
            .until(() -> stillRunning(run) && !writer.health().check().up());
        database.startAgain();
      }
      assertThat(run.get(60, TimeUnit.SECONDS).inserted()).isEqualTo(16_000);
      assertThat(writer.health().check().up()).isTrue();
    }

    assertThat(database.rows(scenario.source()))
        .containsExactlyElementsOf(FinalState.of(scenario.transactions()));
  }

  @Test
  void saysThatItIsBehindWhilePostgresIsAwayAndCatchesUpAfterwards() throws Exception {
    TelecomScenario scenario =
        TelecomScenario.builder()
            .rate(200)
            .profile(TrafficProfile.FLAT)
            .events(1_000)
            .shares(LIVELY)
            .build();

    try (EventWriter writer = new EventWriter(database.target(), scenario.source(), metrics)) {
      Simulation simulation =
          new Simulation(
              writer,
              Pacing.paced(scenario.start(), 1, System.nanoTime()),
              Duration.ofSeconds(10),
              metrics);
      CompletableFuture<Simulation.Summary> run =
          CompletableFuture.supplyAsync(() -> runToEnd(simulation, scenario));
      await().until(() -> database.count("true") > 100);
      assertThat(simulation.behindSeconds()).isLessThan(1);

      database.kill();
      await().until(() -> behindGauge() > 2);
      assertThat(writer.health().check().up()).isFalse();
      database.startAgain();

      assertThat(run.get(60, TimeUnit.SECONDS).inserted()).isEqualTo(1_000);
      assertThat(behindGauge()).isZero();
    }

    assertThat(database.rows(scenario.source()))
        .containsExactlyElementsOf(FinalState.of(scenario.transactions()));
  }

  @Test
  void saysThatItIsNotWellWhilePostgresGivesNoAnswer() throws Exception {
    TelecomScenario scenario = TelecomScenario.builder().events(100).build();

    try (EventWriter writer = new EventWriter(database.target(), scenario.source(), metrics);
        Connection locking = database.connect()) {
      locking.setAutoCommit(false);
      locking.createStatement().execute("LOCK TABLE telecom_events");
      CompletableFuture<Simulation.Summary> run =
          CompletableFuture.supplyAsync(
              () ->
                  runToEnd(
                      new Simulation(writer, Pacing.unpaced(), Duration.ofSeconds(10), metrics),
                      scenario));

      await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> writer.health().check().detail().contains("has not answered for"));
      assertThat(writer.health().check().up()).isFalse();
      locking.rollback();

      assertThat(run.get(60, TimeUnit.SECONDS).inserted()).isEqualTo(100);
      assertThat(writer.health().check().up()).isTrue();
    }
  }

  @Test
  void givesUpWithTheReasonWhenPostgresRefusesForGood() throws Exception {
    TelecomScenario scenario = TelecomScenario.builder().events(100).build();
    database.execute("REVOKE INSERT ON telecom_events FROM millrace_writer");

    try (EventWriter writer = new EventWriter(database.target(), scenario.source(), metrics)) {
      assertThatThrownBy(() -> writer.writeAll(scenario.transactions()))
          .isInstanceOf(EventWriteException.class)
          .hasMessageContainingAll("permission denied", "42501", "postgres-init");
      assertThat(writer.health().check().up()).isFalse();
    } finally {
      database.execute("GRANT INSERT ON telecom_events TO millrace_writer");
    }
  }

  @Test
  void takesAnUnknownOrForgottenTransactionForNotCommitted() throws Exception {
    try (var connection = database.target().connect()) {
      CommitInDoubt future = new CommitInDoubt("4000000000", null);
      CommitInDoubt foreign =
          new CommitInDoubt(
              transactionOfSomeoneElse(),
              new CommitInDoubt.Witness(
                  Statements.WITNESS, 1, java.time.Instant.EPOCH, "simulator:42"));

      assertThat(future.resolve(connection)).isEqualTo(CommitInDoubt.Outcome.NOT_COMMITTED);
      assertThat(foreign.resolve(connection)).isEqualTo(CommitInDoubt.Outcome.NOT_COMMITTED);
    }
  }

  @Test
  void waitsForATransactionThatIsStillOpen() throws Exception {
    try (var open = database.target().connect();
        var asking = database.target().connect()) {
      CommitInDoubt inDoubt = new CommitInDoubt(CommitInDoubt.currentTransaction(open), null);

      assertThat(inDoubt.resolve(asking)).isEqualTo(CommitInDoubt.Outcome.STILL_OPEN);
      open.rollback();
      assertThat(inDoubt.resolve(asking)).isEqualTo(CommitInDoubt.Outcome.NOT_COMMITTED);
    }
  }

  // Committed, but not by us: what a crash may leave of an identifier that was given out twice.
  private static String transactionOfSomeoneElse() throws SQLException {
    try (var connection = database.target().connect()) {
      String id = CommitInDoubt.currentTransaction(connection);
      connection.commit();
      return id;
    }
  }

  private double behindGauge() {
    return registry.get("millrace.simulator.behind").gauge().value();
  }

  // A run that broke off says why, instead of a condition that never comes true.
  private static boolean stillRunning(CompletableFuture<Simulation.Summary> run) {
    if (run.isDone()) {
      throw new IllegalStateException("the run has ended: " + run.join());
    }
    return true;
  }

  private static Simulation.Summary runToEnd(Simulation simulation, TelecomScenario scenario) {
    try {
      return simulation.run(scenario.transactions());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
