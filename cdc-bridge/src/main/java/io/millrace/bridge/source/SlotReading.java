package io.millrace.bridge.source;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source's slot as its server described it last. What is not known is not a number.
 *
 * @param lagBytes WAL beyond what the slot has confirmed
 * @param keptBytes WAL that the server keeps for the slot
 * @param active 1 if somebody reads the slot, 0 if nobody does, also because there is none
 * @param safeWalBytes WAL that can be written before the slot may be lost; also not a number if the
 *     server sets no limit ({@code max_slot_wal_keep_size}), or has lost the slot already
 */
public record SlotReading(
    double lagBytes,
    double keptBytes,
    double active,
    @Nullable String walStatus,
    double safeWalBytes) {

  /** All values of {@code wal_status}, from the best to the worst. */
  public static final List<String> WAL_STATUSES =
      List.of("reserved", "extended", "unreserved", "lost");

  /** The server does not answer. */
  static final SlotReading UNKNOWN =
      new SlotReading(Double.NaN, Double.NaN, Double.NaN, null, Double.NaN);

  /** The server has no such slot. */
  static final SlotReading MISSING = new SlotReading(Double.NaN, Double.NaN, 0, null, Double.NaN);

  /** What {@link #of} reads, of one slot. */
  static final String QUESTION =
      """
      SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::bigint,
             pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint,
             active, wal_status, safe_wal_size
      FROM pg_replication_slots WHERE slot_name = ?""";

  /** The row that the result stands at. */
  static SlotReading of(ResultSet row) throws SQLException {
    return new SlotReading(
        bytes(row, 1), bytes(row, 2), row.getBoolean(3) ? 1 : 0, row.getString(4), bytes(row, 5));
  }

  private static double bytes(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? Double.NaN : value;
  }

  /** 1 if {@code status} is the slot's, 0 if another is, not a number if none is known. */
  public double walStatus(String status) {
    if (walStatus == null) {
      return Double.NaN;
    }
    return walStatus.equals(status) ? 1 : 0;
  }
}
