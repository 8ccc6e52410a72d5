package io.millrace.benchmarks.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/**
 * Writes transactions at fixed instants (open loop: a late one does not delay the next) and notes
 * when each COMMIT returned. Runs in a thread of its own.
 */
final class LatencyLoad implements Runnable {

  /** Begins the {@code source} of each row; the transaction's number follows. */
  static final String MARK = "latency:";

  private static final String INSERT =
      """
      INSERT INTO telecom_events (event_type, event_time, region, subscriber, counterparty,
        duration_seconds, megabytes, amount, source)
      SELECT 'DATA_SESSION', now(), 'Almaty', md5(i::text), md5((i + 1)::text), i, i / 1000.0,
        i / 100.0, ? FROM generate_series(1, %d) i"""
          .formatted(LatencyPlan.ROWS);

  private final CaptureRig rig;
  private final long[] committedNanos;
  private int late;

  LatencyLoad(CaptureRig rig, int transactions) {
    this.rig = rig;
    this.committedNanos = new long[transactions];
  }

  @Override
  public void run() {
    try (Connection connection = rig.connect();
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      long began = System.nanoTime();
      for (int i = 0; i < committedNanos.length; i++) {
        long due = began + i * LatencyPlan.INTERVAL.toNanos();
        long left = due - System.nanoTime();
        if (left > 0) {
          TimeUnit.NANOSECONDS.sleep(left);
        } else if (-left > LatencyPlan.INTERVAL.toNanos()) {
          late++;
        }
        insert.setString(1, MARK + i);
        // Each statement is a transaction of its own: it returns when COMMIT has.
        insert.executeUpdate();
        committedNanos[i] = System.nanoTime();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** When a transaction's COMMIT returned; only after the thread has ended. */
  long committedNanos(int transaction) {
    return committedNanos[transaction];
  }

  /** Transactions that began more than an interval after their instant. */
  int late() {
    return late;
  }
}
