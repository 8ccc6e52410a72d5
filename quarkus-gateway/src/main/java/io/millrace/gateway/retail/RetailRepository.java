package io.millrace.gateway.retail;

import io.millrace.gateway.analytics.Columns;
import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.request.AnswerFormat;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the rows of {@link RetailTables}. */
@ApplicationScoped
class RetailRepository {

  private static final String REPORT =
      "SELECT run_id, toUnixTimestamp64Micro(published_at), input, separator, date_order,"
          + " decimal_mark, rows_read, rows_kept, rows_recovered, rows_quarantined,"
          + " values_unparsed FROM retail.reports ORDER BY published_at DESC LIMIT 1";

  @FunctionalInterface
  private interface Reader<R> {
    R read(ResultSet row) throws SQLException;
  }

  /** At most {@code limit + 1}: one more than the page says that there is a next one. */
  List<SalesPage.Sale> sales(Connection connection, SalesQuery query) throws SQLException {
    SqlText sql = RetailTables.salesRows(query, AnswerFormat.JSON);
    page(sql, query.after(), query.limit());
    return read(
        connection,
        sql,
        row ->
            new SalesPage.Sale(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                Columns.text(row, 4),
                row.getString(5),
                Columns.decimal(row, 6),
                row.getLong(7),
                Columns.decimal(row, 8),
                row.getString(9),
                row.getString(10),
                day(row, 11),
                row.getString(12),
                row.getString(13),
                flag(row, 14),
                names(row, 15),
                names(row, 16)));
  }

  /** At most {@code limit + 1}: one more than the page says that there is a next one. */
  List<QuarantinePage.DroppedRow> quarantine(Connection connection, QuarantineQuery query)
      throws SQLException {
    SqlText sql = RetailTables.quarantineRows(query, AnswerFormat.JSON);
    page(sql, query.after(), query.limit());
    return read(
        connection,
        sql,
        row ->
            new QuarantinePage.DroppedRow(
                row.getLong(1),
                Columns.text(row, 2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getBigDecimal(6),
                number(row, 7),
                row.getBigDecimal(8),
                names(row, 9),
                names(row, 10)));
  }

  /** The categories that lead. */
  TopCategories topCategories(Connection connection, FiguresQuery query) throws SQLException {
    return new TopCategories(
        read(
            connection,
            RetailTables.topCategoryRows(query),
            row ->
                new TopCategories.RankedCategory(
                    row.getInt(1),
                    Columns.text(row, 2),
                    row.getLong(3),
                    row.getLong(4),
                    Columns.decimal(row, 5))));
  }

  /** Mean totals. */
  MeanTotals means(Connection connection, MeansBy by, FiguresQuery query) throws SQLException {
    return new MeanTotals(
        read(
            connection,
            RetailTables.meanRows(by, query),
            row ->
                new MeanTotals.MeanTotal(
                    row.getString(1),
                    row.getLong(2),
                    Columns.decimal(row, 3),
                    Columns.decimal(row, 4))));
  }

  /** The item directory. */
  ItemDirectory items(Connection connection, ItemsQuery query) throws SQLException {
    return new ItemDirectory(
        read(
            connection,
            RetailTables.itemRows(query),
            row ->
                new ItemDirectory.Entry(
                    Columns.text(row, 1),
                    Columns.text(row, 2),
                    Columns.decimal(row, 3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6))));
  }

  /** What cleaning did. */
  RetailQuality quality(Connection connection) throws SQLException {
    List<RetailQuality.RuleUse> rules =
        read(
            connection,
            RetailTables.ruleRows(),
            row ->
                new RetailQuality.RuleUse(
                    Columns.text(row, 1),
                    Columns.text(row, 2),
                    Columns.text(row, 3),
                    row.getLong(4),
                    row.getLong(5)));
    return read(
            connection,
            new SqlText(REPORT),
            row ->
                new RetailQuality(
                    row.getString(1),
                    Columns.microseconds(row, 2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getLong(7),
                    row.getLong(8),
                    row.getLong(9),
                    row.getLong(10),
                    row.getLong(11),
                    rules))
        .stream()
        .findFirst()
        .orElseGet(
            () -> new RetailQuality(null, null, null, null, null, null, 0, 0, 0, 0, 0, rules));
  }

  private static void page(SqlText sql, Optional<LineCursor> after, int limit) {
    after.ifPresent(cursor -> sql.append(" AND line > ?", cursor.line()));
    sql.append(" ORDER BY line LIMIT ?", limit + 1L);
  }

  private static <R> List<R> read(Connection connection, SqlText sql, Reader<R> reader)
      throws SQLException {
    List<R> rows = new ArrayList<>();
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        rows.add(reader.read(found));
      }
    }
    return rows;
  }

  private static @Nullable LocalDate day(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? null : LocalDate.parse(text);
  }

  private static @Nullable Boolean flag(ResultSet row, int column) throws SQLException {
    boolean value = row.getBoolean(column);
    return row.wasNull() ? null : value;
  }

  private static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private static List<String> names(ResultSet row, int column) throws SQLException {
    String joined = Columns.text(row, column);
    return joined.isEmpty() ? List.of() : List.of(joined.split(","));
  }
}
