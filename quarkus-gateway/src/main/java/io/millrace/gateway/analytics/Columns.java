package io.millrace.gateway.analytics;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Columns of a result, read as what they are. Columns count from 1. */
public final class Columns {

  private Columns() {}

  /** A text that is never null. */
  public static String text(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNull(row.getString(column));
  }

  /** A decimal that is never null, with its scale. */
  public static BigDecimal decimal(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNull(row.getBigDecimal(column));
  }

  /** A floating-point number that may be null. */
  public static @Nullable Double number(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }

  /** The instant of a Unix time in microseconds. */
  public static Instant microseconds(ResultSet row, int column) throws SQLException {
    return Instant.EPOCH.plus(row.getLong(column), ChronoUnit.MICROS);
  }

  /**
   * A maximum of instants, such as the newest commit, in Unix time in ms; null if it is 0: none.
   */
  public static @Nullable Instant newestCommit(ResultSet row, int column) throws SQLException {
    long milliseconds = row.getLong(column);
    return milliseconds == 0 ? null : Instant.ofEpochMilli(milliseconds);
  }
}
