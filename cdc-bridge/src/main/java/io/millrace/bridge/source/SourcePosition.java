package io.millrace.bridge.source;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A place between two transactions in a source's WAL: all that committed before it is in Kafka.
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
 */
public record SourcePosition(long lsn, long timestampMicros) {

  private static final String LSN = "lsn";
  private static final String COMMIT_LSN = "lsn_commit";
  private static final String TIMESTAMP = "ts_usec";

  /** Checks the LSN. */
  public SourcePosition {
    if (lsn <= 0) {
      throw new IllegalArgumentException("lsn is " + lsn + "; expected a positive number");
    }
  }

  /**
   * The place an engine's record carries.
   *
   * @throws IllegalArgumentException if there is no LSN in it
   */
  public static SourcePosition of(Map<String, ?> offset) {
    OptionalLong lsn = number(offset, LSN);
    if (lsn.isEmpty()) {
      throw new IllegalArgumentException("the offset " + offset + " has no field lsn");
    }
    return new SourcePosition(lsn.getAsLong(), number(offset, TIMESTAMP).orElse(0));
  }

  /** The offset to store. */
  public Map<String, Object> offset() {
    Map<String, Object> offset = new LinkedHashMap<>();
    offset.put(LSN, lsn);
    offset.put(COMMIT_LSN, lsn);
    offset.put(TIMESTAMP, timestampMicros);
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
