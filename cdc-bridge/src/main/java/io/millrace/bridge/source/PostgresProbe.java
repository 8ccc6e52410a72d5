package io.millrace.bridge.source;

import io.millrace.bridge.BridgeConfig;
import io.millrace.bridge.SourceDefinition;
import io.millrace.runtime.HealthCheck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the source server every two seconds whether it answers, how far its slot is behind, and how
 * much WAL that costs; and guards the budget for it. It asks on its own, so that a health request
 * never waits for a server that is away.
 */
public final class PostgresProbe implements HealthCheck, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PostgresProbe.class);

  private final SourceDefinition source;
  private final PublicationCheck publication;
  private final Halt halt;
  private final ScheduledExecutorService executor;
  private volatile Verdict verdict = Verdict.down("not asked yet");
  private final WalBudget budget;
  private volatile SlotReading slot = SlotReading.UNKNOWN;
  private @Nullable Connection connection;

  private PostgresProbe(
      SourceDefinition source, PublicationCheck publication, WalBudget budget, Halt halt) {
    this.budget = budget;
    this.publication = publication;
    this.halt = halt;
    this.source = source;
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "probe-" + source.name());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Ends an engine that no longer gets all it should. */
  private interface Halt {
    void because(String cause) throws InterruptedException;
  }

  /** Begins to ask about the server of {@code supervisor}'s source. */
  public static PostgresProbe start(
      BridgeConfig config, SourceDefinition source, SourceSupervisor supervisor) {
    PostgresProbe probe =
        new PostgresProbe(
            source,
            PublicationCheck.of(config, source),
            new WalBudget(source.name(), config.walBudget()),
            supervisor::halt);
    probe.executor.scheduleWithFixedDelay(probe::ask, 0, 2, TimeUnit.SECONDS);
    return probe;
  }

  /** The newest answer. */
  @Override
  public Verdict check() {
    return verdict;
  }

  /** The slot as it was when the server was asked last. */
  public SlotReading slot() {
    return slot;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private void ask() {
    try {
      Connection open =
          connection == null ? PostgresConnections.open(source.postgres()) : connection;
      connection = open;
      try (PreparedStatement statement = open.prepareStatement(SlotReading.QUESTION)) {
        statement.setString(1, source.slot());
        try (ResultSet result = statement.executeQuery()) {
          if (result.next()) {
            SlotReading reading = SlotReading.of(result);
            slot = reading;
            judge(open, reading);
          } else {
            slot = SlotReading.MISSING;
            verdict = Verdict.up("answers; no slot " + source.slot() + " yet");
          }
        }
      }
      Optional<String> missing = publication.problem(open);
      if (missing.isPresent()) {
        verdict = Verdict.down(missing.get());
        halt.because(missing.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      slot = SlotReading.UNKNOWN;
      verdict = Verdict.down(source.postgres().url() + ": " + Causes.describe(e));
      closeQuietly();
    }
  }

  private void judge(Connection open, SlotReading reading) throws SQLException {
    // Nothing is kept for a slot whose WAL is lost.
    long kept = Double.isNaN(reading.keptBytes()) ? 0 : (long) reading.keptBytes();
    if (!budget.note(kept)) {
      verdict =
          Verdict.up(
              "slot " + source.slot() + " is " + (long) reading.lagBytes() + " bytes behind");
    } else if (budget.dropsSlot() && reading.active() == 0) {
      drop(open);
      verdict = Verdict.down(budget.describe(kept) + ": the slot was dropped");
    } else {
      verdict = Verdict.down(budget.describe(kept));
    }
  }

  private void drop(Connection open) throws SQLException {
    PostgresConnections.dropSlot(open, source);
    log.atError()
        .addKeyValue("source", source.name())
        .addKeyValue("slot", source.slot())
        .log("dropped the slot, whose WAL had used its budget up; what it held is not in Kafka");
  }

  private void closeQuietly() {
    try (Connection broken = connection) {
      connection = null;
    } catch (SQLException e) {
      // It was broken before.
    }
  }
}
