package io.millrace.gateway.telecom.batch;

import io.millrace.gateway.analytics.Columns;
import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.telecom.batch.DailyStats.Day;
import io.millrace.gateway.telecom.batch.PercentileTable.Percentiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what batch jobs computed. */
@ApplicationScoped
class BatchRepository {

  @FunctionalInterface
  private interface Reader<R> {
    R read(ResultSet row) throws SQLException;
  }

  PercentileTable percentiles(Connection connection, PercentilesQuery query) throws SQLException {
    List<Percentiles> rows =
        rows(connection, BatchTables.rows(query), BatchRepository::percentiles);
    return new PercentileTable(query.days().from(), query.days().to(), query.method(), rows);
  }

  DailyStats dailyStats(Connection connection, DailyStatsQuery query) throws SQLException {
    return new DailyStats(
        query.days().from(),
        query.days().to(),
        rows(connection, BatchTables.rows(query), BatchRepository::day));
  }

  /** At most {@code limit + 1} rows: one more than the page says that there is a next one. */
  List<RestatedWindow> restatements(Connection connection, RestatementsQuery query)
      throws SQLException {
    return rows(connection, BatchTables.page(query), BatchRepository::window);
  }

  private static <R> List<R> rows(Connection connection, SqlText sql, Reader<R> reader)
      throws SQLException {
    List<R> rows = new ArrayList<>();
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        rows.add(reader.read(row));
      }
    }
    return rows;
  }

  private static Percentiles percentiles(ResultSet row) throws SQLException {
    return new Percentiles(
        date(row, 1),
        hour(row, 2),
        Columns.text(row, 3),
        Columns.text(row, 4),
        Columns.text(row, 5),
        Columns.text(row, 6),
        row.getLong(7),
        row.getDouble(8),
        row.getDouble(9),
        row.getDouble(10),
        row.getDouble(11),
        row.getDouble(12),
        row.getDouble(13),
        Columns.text(row, 14));
  }

  private static @Nullable Integer hour(ResultSet row, int column) throws SQLException {
    int hour = row.getInt(column);
    return row.wasNull() ? null : hour;
  }

  private static Day day(ResultSet row) throws SQLException {
    return new Day(
        date(row, 1),
        Columns.text(row, 2),
        Columns.text(row, 3),
        Columns.text(row, 4),
        row.getString(5),
        row.getLong(6),
        row.getLong(7),
        Columns.decimal(row, 8),
        Columns.decimal(row, 9),
        Columns.decimal(row, 10),
        Columns.decimal(row, 11),
        row.getBigDecimal(12),
        row.getBigDecimal(13),
        row.getLong(14),
        Columns.text(row, 15));
  }

  private static RestatedWindow window(ResultSet row) throws SQLException {
    return new RestatedWindow(
        date(row, 1),
        Columns.text(row, 2),
        Instant.ofEpochSecond(row.getLong(3)),
        Columns.text(row, 4),
        Columns.text(row, 5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        Columns.decimal(row, 10),
        Columns.decimal(row, 11),
        Columns.decimal(row, 12),
        Columns.decimal(row, 13),
        row.getLong(14),
        row.getLong(15),
        Columns.text(row, 16));
  }

  /** By its text: no zone of the driver comes into it. */
  private static LocalDate date(ResultSet row, int column) throws SQLException {
    return LocalDate.parse(Columns.text(row, column));
  }
}
