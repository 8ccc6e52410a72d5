package io.millrace.spark.telecom.batch.daily;

import io.millrace.spark.batch.PostgresSnapshot;
import java.time.Instant;

/**
 * PostgreSQL as of one instant.
 *
 * @param rows of it
 * @param settledBefore what was committed before it, by the commit's time, is in the snapshot
 * @param takenAt what is in the snapshot was committed at this time or before
 * @param position in the log, before which all of that is
 */
record TelecomSnapshot(
    PostgresSnapshot rows, Instant settledBefore, Instant takenAt, String position)
    implements AutoCloseable {

  @Override
  public void close() {
    rows.close();
  }
}
