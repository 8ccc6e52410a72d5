package io.millrace.gateway.telecom;

import io.millrace.gateway.analytics.Columns;
import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.request.TimeRange;
import io.millrace.gateway.telecom.TelecomSummary.MinuteEvents;
import io.millrace.gateway.telecom.TelecomSummary.Totals;
import io.millrace.gateway.telecom.TelecomSummary.TypeTotals;
import io.millrace.model.Domain;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL of the summary: one reading of the partials, and the stream's own ledger. */
@ApplicationScoped
class SummaryRepository {

  private static final String TRAFFIC =
      "SELECT 1 - grouping(window_start) AS of_minute, 1 - grouping(event_type) AS of_type,"
          + " toUnixTimestamp(window_start), event_type, sum(events), sum(duration_seconds),"
          + " sum(megabytes), sum(amount), "
          + Measure.DISTINCT_SUBSCRIBERS
          + ", toUnixTimestamp64Milli(max(last_commit)) FROM telecom.real_time_partials"
          + " WHERE ";

  private static final String GROUPED =
      " GROUP BY GROUPING SETS ((), (event_type), (window_start))"
          + " HAVING of_minute + of_type = 0 OR sum(events) != 0 OR sum(duration_seconds) != 0"
          + " OR sum(megabytes) != 0 OR sum(amount) != 0 ORDER BY window_start, event_type";

  /** A replayed micro-batch is entered again; the newest entry counts. */
  private static final String SET_ASIDE =
      "SELECT sum(newest_late), sum(newest_dead_letters) FROM (SELECT argMax(late, finished_at) AS"
          + " newest_late, argMax(dead_letters, finished_at) AS newest_dead_letters"
          + " FROM millrace.micro_batches WHERE query = ?"
          + " AND finished_at >= fromUnixTimestamp64Milli(?, 'UTC')"
          + " AND finished_at < fromUnixTimestamp64Milli(?, 'UTC')"
          + " GROUP BY checkpoint_id, batch_id)";

  private static final String WATERMARK =
      "SELECT toUnixTimestamp64Milli(max(watermark_after)) FROM millrace.micro_batches"
          + " WHERE query = ? HAVING count() > 0";

  /** The streaming query that fills the partials. */
  private static final String STREAM = Domain.TELECOM.metricsQuery();

  /** The summary of a range. */
  TelecomSummary summary(Connection connection, SummaryQuery query) throws SQLException {
    TimeRange range = query.range();
    SetAside aside = setAside(connection, range);
    Instant watermark = watermark(connection);
    Totals totals = new Totals(0, 0, BigDecimal.ZERO, BigDecimal.ZERO, 0);
    Instant asOf = null;
    List<TypeTotals> types = new ArrayList<>();
    List<MinuteEvents> minutes = new ArrayList<>();
    SqlText sql = new SqlText(TRAFFIC).appendWindowsIn(range).append(GROUPED);
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        if (row.getInt(1) != 0) {
          minutes.add(new MinuteEvents(Instant.ofEpochSecond(row.getLong(3)), row.getLong(5)));
        } else if (row.getInt(2) != 0) {
          types.add(new TypeTotals(Columns.text(row, 4), totals(row)));
        } else {
          totals = totals(row);
          asOf = Columns.newestCommit(row, 10);
        }
      }
    }
    return new TelecomSummary(
        range.from(),
        range.to(),
        asOf,
        watermark,
        open(minutes, watermark),
        totals,
        types,
        minutes,
        aside.late(),
        aside.deadLetters());
  }

  private static Totals totals(ResultSet row) throws SQLException {
    return new Totals(
        row.getLong(5),
        row.getLong(6),
        Columns.decimal(row, 7),
        Columns.decimal(row, 8),
        row.getLong(9));
  }

  private static long open(List<MinuteEvents> minutes, @Nullable Instant watermark) {
    return minutes.stream()
        .filter(m -> watermark == null || m.windowStart().plusSeconds(60).isAfter(watermark))
        .count();
  }

  private static SetAside setAside(Connection connection, TimeRange range) throws SQLException {
    SqlText sql =
        new SqlText("")
            .append(SET_ASIDE, STREAM, range.from().toEpochMilli(), range.to().toEpochMilli());
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new SetAside(row.getLong(1), row.getLong(2));
    }
  }

  private static @Nullable Instant watermark(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            new SqlText("").append(WATERMARK, STREAM).prepare(connection);
        ResultSet row = statement.executeQuery()) {
      return row.next() ? Instant.ofEpochMilli(row.getLong(1)) : null;
    }
  }

  private record SetAside(long late, long deadLetters) {}
}
