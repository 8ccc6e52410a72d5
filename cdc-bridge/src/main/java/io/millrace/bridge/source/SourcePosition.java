package io.millrace.bridge.source;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much of a source's WAL is in Kafka: all that committed before a place between two
 * transactions, and perhaps the first events of the transaction behind it.
 *
 * <p>It is written as an offset Debezium reads, but without {@code lsn_proc}. With that field the
 * connector searches the stream for the place to go on and skips what comes before the first LSN
 * after it; a transaction that was open when the place was taken, and whose next row was written
 * right behind it, then loses the rows it had written earlier. Without it the connector asks
 * PostgreSQL to stream from {@code lsn}, and PostgreSQL itself sends every transaction that
 * committed after it, whole, and none that committed before.
 *
 * @param lsn the end of a commit record, or a new slot's consistent point; positive
 * @param timestampMicros when that was, microseconds since 1970; 0 when not known
 * @param begun the transaction behind it, if events of that are in Kafka too
 * @param incremental how far an incremental snapshot is, if one is under way
 */
public record SourcePosition(
    long lsn, long timestampMicros, Optional<Begun> begun, Optional<IncrementalState> incremental) {

  private static final String LSN = "lsn";
  private static final String COMMIT_LSN = "lsn_commit";
  private static final String TIMESTAMP = "ts_usec";

  /** Fields of ours, which the engine overlooks. */
  private static final String BEGUN_TRANSACTION = "millrace_transaction";

  private static final String BEGUN_EVENTS = "millrace_events";

  /**
   * A transaction that is in Kafka in part. PostgreSQL sends a transaction's changes in the same
   * order whenever it is asked, so a number says which ones.
   *
   * @param transaction its id in PostgreSQL
   * @param events how many of its change events, from the first, are in Kafka; positive
   */
  public record Begun(String transaction, long events) {

    /** Checks the number. */
    public Begun {
      if (events <= 0) {
        throw new IllegalArgumentException("events is " + events + "; expected a positive number");
      }
    }
  }

  /** Checks the LSN. */
  public SourcePosition {
    if (lsn <= 0) {
      throw new IllegalArgumentException("lsn is " + lsn + "; expected a positive number");
    }
  }

  /** A place with nothing of the next transaction. */
  public SourcePosition(long lsn, long timestampMicros) {
    this(lsn, timestampMicros, Optional.empty(), Optional.empty());
  }

  /**
   * The place an engine's record carries, or the position that was stored.
   *
   * @throws IllegalArgumentException if there is no LSN in it
   */
  public static SourcePosition of(Map<String, ?> offset) {
    OptionalLong lsn = number(offset, LSN);
    if (lsn.isEmpty()) {
      throw new IllegalArgumentException("the offset " + offset + " has no field lsn");
    }
    Optional<Begun> begun =
        Optional.ofNullable(offset.get(BEGUN_TRANSACTION))
            .map(id -> new Begun(id.toString(), number(offset, BEGUN_EVENTS).orElse(0)));
    return new SourcePosition(
        lsn.getAsLong(), number(offset, TIMESTAMP).orElse(0), begun, IncrementalState.of(offset));
  }

  /** The same place, with the first events of the transaction behind it. */
  public SourcePosition with(Begun transaction) {
    return new SourcePosition(lsn, timestampMicros, Optional.of(transaction), incremental);
  }

  /** The same place, with nothing of the transaction behind it. */
  public SourcePosition withoutBegun() {
    return new SourcePosition(lsn, timestampMicros, Optional.empty(), incremental);
  }

  /** This place as it follows another. */
  public SourcePosition after(SourcePosition before) {
    return new SourcePosition(
        lsn, timestampMicros, begun, incremental.map(state -> state.after(before.incremental)));
  }

  /** The offset to store. */
  public Map<String, Object> offset() {
    Map<String, Object> offset = new LinkedHashMap<>();
    offset.put(LSN, lsn);
    offset.put(COMMIT_LSN, lsn);
    offset.put(TIMESTAMP, timestampMicros);
    begun.ifPresent(
        transaction -> {
          offset.put(BEGUN_TRANSACTION, transaction.transaction());
          offset.put(BEGUN_EVENTS, transaction.events());
        });
    incremental.ifPresent(state -> offset.putAll(state.fields()));
    return offset;
  }

  /** The LSN as PostgreSQL writes it, such as {@code 0/16B3748}. */
  public String lsnText() {
    return Long.toHexString(lsn >>> 32).toUpperCase(java.util.Locale.ROOT)
        + "/"
        + Long.toHexString(lsn & 0xFFFF_FFFFL).toUpperCase(java.util.Locale.ROOT);
  }

  private static OptionalLong number(Map<String, ?> offset, String key) {
    return offset.get(key) instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }
}
