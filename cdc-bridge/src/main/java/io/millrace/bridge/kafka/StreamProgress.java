package io.millrace.bridge.kafka;

import io.millrace.bridge.source.IncrementalSnapshots;
import io.millrace.bridge.source.SourcePosition;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far the events of one source have come; written by its engine's thread, read by health and
 * metrics.
 */
public final class StreamProgress {

  private final IncrementalSnapshots incremental;
  private final AtomicLong snapshotRows = new AtomicLong();
  private volatile OptionalLong expectedSnapshotRows = OptionalLong.empty();
  private volatile long lastEndMillis;
  private volatile long lastDelayMillis;
  private volatile Optional<SourcePosition> position = Optional.empty();

  /** Nothing has come yet. */
  public StreamProgress(String source) {
    incremental = new IncrementalSnapshots(source);
  }

  /** What is known of incremental snapshots. */
  public IncrementalSnapshots incremental() {
    return incremental;
  }

  /** Forgets the figures of an engine that has ended. */
  public void reset() {
    snapshotRows.set(0);
    expectedSnapshotRows = OptionalLong.empty();
    lastEndMillis = System.currentTimeMillis();
    lastDelayMillis = 0;
  }

  void snapshotRows(int rows) {
    snapshotRows.addAndGet(rows);
  }

  /**
   * @param committedMillis when PostgreSQL committed the newest transaction that Kafka has now
   *     confirmed, milliseconds since 1970
   */
  void transactionConfirmed(long committedMillis) {
    long now = System.currentTimeMillis();
    lastDelayMillis = Math.max(0, now - committedMillis);
    lastEndMillis = now;
  }

  void stored(SourcePosition newest) {
    position = Optional.of(newest);
  }

  /** The newest position in Kafka; empty before the first of this process. */
  public Optional<SourcePosition> position() {
    return position;
  }

  /**
   * A snapshot begins.
   *
   * @param rows about so many, as the server estimates; empty if it does not know
   */
  public void expectSnapshotRows(OptionalLong rows) {
    expectedSnapshotRows = rows;
  }

  /** About how many rows the running or last snapshot has; empty if the server does not know. */
  public OptionalLong expectedSnapshotRows() {
    return expectedSnapshotRows;
  }

  /** Rows of the running or last snapshot that Kafka has confirmed. */
  public long snapshotRows() {
    return snapshotRows.get();
  }

  /** Milliseconds since a transaction, be it a heartbeat's, came through, or since the start. */
  public long quietMillis() {
    return Math.max(0, System.currentTimeMillis() - lastEndMillis);
  }

  /**
   * How far Kafka is behind PostgreSQL, in milliseconds: from commit to confirmation of the newest
   * transaction; once nothing has come for longer than {@code expectedMillis}, since when.
   */
  public long lagMillis(long expectedMillis) {
    long quiet = quietMillis();
    return quiet > expectedMillis ? quiet : lastDelayMillis;
  }
}
