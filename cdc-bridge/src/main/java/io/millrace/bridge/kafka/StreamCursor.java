package io.millrace.bridge.kafka;

import io.millrace.bridge.source.SourceException;
import io.millrace.bridge.source.SourcePosition;
import io.millrace.bridge.source.SourcePosition.Begun;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Follows the engine's sequence of records and knows, behind each of them, which position stands
 * for all that came so far.
 *
 * <p>Only the ends of transactions are places in the WAL: rows written by COPY or by one multi-row
 * INSERT share LSNs, so an LSN from inside of a transaction cannot say which of them it has passed.
 * Inside, a position is the last end and the number of events since. After a restart PostgreSQL
 * sends the transaction whole again, and that many events are recognised as known.
 *
 * <p>Not safe for use by several threads.
 */
final class StreamCursor {

  private static final String SNAPSHOT_RUNS = "snapshot";
  private static final String FORGET_THE_POSITION =
      "forget the position, so that the tables are read again (cdc-bridge/README.md, Operations)";
  private static final String HEARTBEAT_PREFIX = "__debezium-heartbeat.";

  private final String transactionTopic;
  private final String signalTopic;

  /** The last place between two transactions; null until a snapshot has ended. */
  private @Nullable SourcePosition place;

  /** The stored transaction that must come next, until it comes. */
  private @Nullable Begun expected;

  private @Nullable String openTransaction;
  private long known;
  private long events;

  /** Whether the open transaction has done something that must not be done twice. */
  private boolean signalInside;

  /**
   * @param topicPrefix Debezium's {@code topic.prefix}
   * @param signalTopic where changes of the signal table would go
   * @param stored where the last engine got to; empty before the first snapshot has ended
   */
  StreamCursor(String topicPrefix, String signalTopic, Optional<SourcePosition> stored) {
    this.transactionTopic = topicPrefix + ".transaction";
    this.signalTopic = signalTopic;
    stored.ifPresent(
        position -> {
          place = position.withoutBegun();
          expected = position.begun().orElse(null);
        });
  }

  /** What a record is to the bridge. */
  enum Kind {
    /** A row of a snapshot. */
    SNAPSHOT_ROW,
    /** A change to publish. */
    CHANGE,
    /** A change that is in Kafka since before the restart. */
    KNOWN_CHANGE,
    /** A change of the signal table, which is nobody's business but the engine's. */
    SIGNAL,
    /** A transaction begins. */
    BEGIN,
    /** A transaction is complete. */
    END,
    /** The engine shows that it lives. */
    HEARTBEAT
  }

  /**
   * Steps over a record.
   *
   * @throws SourceException if the stream does not go on where the stored position says it must
   */
  Kind advance(SourceRecord event) {
    if (event.topic().equals(transactionTopic)) {
      Struct marker = (Struct) event.value();
      if ("BEGIN".equals(marker.getString("status"))) {
        begin(transactionId(marker.getString("id")));
        return Kind.BEGIN;
      }
      end(event);
      return Kind.END;
    }
    if (event.topic().startsWith(HEARTBEAT_PREFIX)) {
      heartbeat(event);
      return Kind.HEARTBEAT;
    }
    boolean isSignal = event.topic().equals(signalTopic);
    if (event.value() instanceof Struct envelope && "r".equals(envelope.getString("op"))) {
      // A chunk's rows come right before the signal that ends it.
      signalInside |= openTransaction != null;
      return isSignal ? Kind.SIGNAL : Kind.SNAPSHOT_ROW;
    }
    events++;
    if (isSignal) {
      signalInside = true;
      return Kind.SIGNAL;
    }
    return events <= known ? Kind.KNOWN_CHANGE : Kind.CHANGE;
  }

  /** The last place between two transactions; empty until a snapshot has ended. */
  Optional<SourcePosition> place() {
    return Optional.ofNullable(place);
  }

  /**
   * The position behind the last record; empty if there is none to be stored: before the end of a
   * snapshot, and amid a transaction with a signal. The engine acts on a signal when it passes, so
   * one that has been acted on must not come again: it asks for a snapshot, or ends a chunk of one,
   * whose rows come right there.
   */
  Optional<SourcePosition> position() {
    SourcePosition last = place;
    if (last == null || signalInside) {
      return Optional.empty();
    }
    if (openTransaction != null && Math.max(events, known) > 0) {
      return Optional.of(last.with(new Begun(openTransaction, Math.max(events, known))));
    }
    return Optional.of(expected == null ? last : last.with(expected));
  }

  private void begin(String transaction) {
    openTransaction = transaction;
    events = 0;
    known = 0;
    if (expected != null) {
      if (!expected.transaction().equals(transaction)) {
        throw new SourceException(
            "the stream goes on with transaction "
                + transaction
                + ", but "
                + expected.events()
                + " events of transaction "
                + expected.transaction()
                + " are in Kafka and its others are not: the server's history is another one than"
                + " before. Remedy: "
                + FORGET_THE_POSITION);
      }
      known = expected.events();
      expected = null;
    }
  }

  private void end(SourceRecord event) {
    if (events < known) {
      throw new SourceException(
          "transaction "
              + openTransaction
              + " has "
              + events
              + " events, but "
              + known
              + " of it are in Kafka: its tables or the publication are others than before. Remedy: "
              + FORGET_THE_POSITION);
    }
    openTransaction = null;
    signalInside = false;
    known = 0;
    moveTo(SourcePosition.of(event.sourceOffset()));
  }

  private void heartbeat(SourceRecord event) {
    // It stands for the end of a snapshot; later it repeats the place of what came before it.
    if (openTransaction == null && !event.sourceOffset().containsKey(SNAPSHOT_RUNS)) {
      moveTo(SourcePosition.of(event.sourceOffset()));
    }
  }

  private void moveTo(SourcePosition next) {
    SourcePosition before = place;
    place = before == null ? next : next.after(before);
  }

  /** PostgreSQL's id, without the LSN that Debezium adds. */
  private static String transactionId(String markerId) {
    int colon = markerId.indexOf(':');
    return colon < 0 ? markerId : markerId.substring(0, colon);
  }
}
