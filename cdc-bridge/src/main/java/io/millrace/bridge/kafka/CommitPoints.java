package io.millrace.bridge.kafka;

import io.millrace.bridge.source.SourcePosition;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Finds, in the engine's sequence of records, the places where an offset may be stored: the ends of
 * transactions.
 *
 * <p>Rows written by COPY or by one multi-row INSERT share LSNs, so an offset taken inside of a
 * transaction cannot say which of them it has passed.
 */
final class CommitPoints {

  private static final String SNAPSHOT_RUNS = "snapshot";
  private static final String HEARTBEAT_PREFIX = "__debezium-heartbeat.";

  private final String transactionTopic;
  private boolean inTransaction;

  /**
   * @param topicPrefix Debezium's {@code topic.prefix}
   */
  CommitPoints(String topicPrefix) {
    transactionTopic = topicPrefix + ".transaction";
  }

  /** What a record is to the bridge. */
  enum Kind {
    /** A row of a snapshot. */
    SNAPSHOT_ROW,
    /** A change, or the tombstone after a delete. */
    CHANGE,
    /** A transaction begins. */
    BEGIN,
    /** A transaction is complete. */
    END,
    /** The engine shows that it lives. */
    HEARTBEAT
  }

  /** Tells what a record is, and remembers whether a transaction is open behind it. */
  Kind classify(SourceRecord event) {
    if (event.topic().equals(transactionTopic)) {
      inTransaction = "BEGIN".equals(((Struct) event.value()).getString("status"));
      return inTransaction ? Kind.BEGIN : Kind.END;
    }
    if (event.topic().startsWith(HEARTBEAT_PREFIX)) {
      return Kind.HEARTBEAT;
    }
    return isSnapshotRow(event) ? Kind.SNAPSHOT_ROW : Kind.CHANGE;
  }

  /** The position behind a record just classified; empty if it may not be stored. */
  Optional<SourcePosition> behind(SourceRecord event, Kind kind) {
    return switch (kind) {
      // A heartbeat stands for the end of a snapshot; later it repeats the position of what came
      // before it.
      case HEARTBEAT ->
          inTransaction || event.sourceOffset().containsKey(SNAPSHOT_RUNS)
              ? Optional.empty()
              : Optional.of(SourcePosition.of(event.sourceOffset()));
      case END -> Optional.of(SourcePosition.of(event.sourceOffset()));
      case SNAPSHOT_ROW, CHANGE, BEGIN -> Optional.empty();
    };
  }

  private static boolean isSnapshotRow(SourceRecord event) {
    return event.value() instanceof Struct envelope && "r".equals(envelope.getString("op"));
  }
}
