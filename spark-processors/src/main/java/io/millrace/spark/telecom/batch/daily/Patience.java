package io.millrace.spark.telecom.batch.daily;

import io.millrace.spark.batch.BatchException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A time that the job waits at most, over all that it waits for. */
final class Patience {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final Duration patience;
  private final long end;

  /** Begins now. */
  Patience(Duration patience) {
    this.patience = patience;
    this.end = System.nanoTime() + patience.toNanos();
  }

  /** Something that becomes true. */
  @FunctionalInterface
  interface Condition {
    /** Looks once. */
    boolean holds() throws SQLException;
  }

  /**
   * Waits; looks at least once.
   *
   * @param otherwise what to tell if it does not come true in time
   * @throws BatchException with that, and how long it was waited for
   */
  void await(Condition condition, Supplier<String> otherwise) throws SQLException {
    while (!condition.holds()) {
      if (System.nanoTime() >= end || Thread.currentThread().isInterrupted()) {
        throw new BatchException(
            otherwise.get() + " (waited for up to --patience " + patience + ")");
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }
}
