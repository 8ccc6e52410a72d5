package io.millrace.simulator.writer;

import io.millrace.simulator.event.Change;
import io.millrace.simulator.event.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run: takes transactions as their time comes, writes them, and tells how it goes.
 *
 * <p>It never skips and never bursts: what PostgreSQL cannot take in time is written later, and
 * {@code millrace_simulator_behind_seconds} says by how much.
 */
public final class Simulation {

  private static final Logger log = LoggerFactory.getLogger(Simulation.class);
  private static final double WARN_BEHIND_SECONDS = 5;

  private final EventWriter writer;
  private final Pacing pacing;
  private final Duration reportInterval;
  private volatile @Nullable Instant current;
  private long transactions;
  private long inserted;
  private long updated;
  private long deleted;

  /**
   * A run that has not begun.
   *
   * @param reportInterval how often a log line says how far it is
   */
  public Simulation(
      EventWriter writer, Pacing pacing, Duration reportInterval, SimulatorMetrics metrics) {
    this.writer = writer;
    this.pacing = pacing;
    this.reportInterval = reportInterval;
    metrics.behind(this::behindSeconds);
  }

  /**
   * What a run wrote.
   *
   * @param elapsed real time from first to last
   */
  public record Summary(
      long transactions, long inserted, long updated, long deleted, Duration elapsed) {

    /** Inserted events per second of real time. */
    public double eventsPerSecond() {
      return inserted / Math.max(1e-9, elapsed.toNanos() / 1e9);
    }
  }

  /**
   * Runs to the end of the transactions.
   *
   * @throws InterruptedException if interrupted, between or during writes
   */
  public Summary run(Iterator<Transaction> source) throws InterruptedException {
    long began = System.nanoTime();
    long lastReport = began;
    while (source.hasNext()) {
      Transaction transaction = source.next();
      current = transaction.writtenAt();
      pacing.await(transaction.writtenAt());
      writer.write(transaction);
      count(transaction);
      long now = System.nanoTime();
      if (now - lastReport >= reportInterval.toNanos()) {
        report(now - began);
        lastReport = now;
      }
    }
    current = null;
    return new Summary(
        transactions, inserted, updated, deleted, Duration.ofNanos(System.nanoTime() - began));
  }

  /** How long the transaction at hand has been due, in seconds; 0 on schedule. */
  public double behindSeconds() {
    Instant at = current;
    return at == null ? 0 : pacing.behindSeconds(at, System.nanoTime());
  }

  private void count(Transaction transaction) {
    transactions++;
    inserted += transaction.inserts().size();
    for (Change change : transaction.changes()) {
      if (change instanceof Change.Delete) {
        deleted++;
      } else {
        updated++;
      }
    }
  }

  private void report(long elapsedNanos) {
    double behind = behindSeconds();
    (behind > WARN_BEHIND_SECONDS ? log.atWarn() : log.atInfo())
        .addKeyValue("inserted", inserted)
        .addKeyValue("updated", updated)
        .addKeyValue("deleted", deleted)
        .addKeyValue("events_per_second", Math.round(inserted / (elapsedNanos / 1e9)))
        .addKeyValue("behind_seconds", Math.round(behind * 10) / 10.0)
        .log(
            behind > WARN_BEHIND_SECONDS
                ? "PostgreSQL does not keep up with the rate"
                : "writing events");
  }
}
