package io.millrace.spark.flights.batch;

import io.millrace.model.flights.FlightQuality;
import io.millrace.model.flights.FlightQuality.StoredVerdict;
import io.millrace.model.flights.FlightState;
import io.millrace.spark.batch.Column;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Rows of PostgreSQL as the stream takes them: with the verdict that {@link FlightQuality#confirm}
 * gives, and without those that are no state, which are counted.
 */
final class StoredRows implements Iterator<Row> {

  /** As the stream's dead letters have it. */
  private static final String NOT_A_STATE = "not_a_state";

  private final Iterator<Row> rows;
  private @Nullable Row next;
  private long read;
  private long rejected;

  StoredRows(Iterator<Row> rows) {
    this.rows = rows;
  }

  /** What it has counted, as the task of this number. */
  ReadingTotals.Group totals(int task) {
    TreeMap<String, Long> rejects = new TreeMap<>();
    if (rejected > 0) {
      rejects.put(NOT_A_STATE, rejected);
    }
    return new ReadingTotals.Group(task, read, rejects);
  }

  @Override
  public boolean hasNext() {
    while (next == null && rows.hasNext()) {
      Row row = rows.next();
      try {
        FlightState state = FlightColumns.state(row);
        next = FlightColumns.stored(row, state, FlightQuality.confirm(state, verdict(row)));
        read++;
      } catch (IllegalArgumentException e) {
        // It stays where it was, in PostgreSQL.
        rejected++;
      }
    }
    return next != null;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Row row = next;
    next = null;
    if (row == null) {
      throw new NoSuchElementException();
    }
    return row;
  }

  private static StoredVerdict verdict(Row row) {
    return new StoredVerdict(
        Column.texts(row, FlightColumns.RULES), row.getBoolean(FlightColumns.QUARANTINED));
  }
}
