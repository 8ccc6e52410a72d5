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

  private static final int ALL = 0;
  private static final int TYPE = 1;
  private static final int MINUTE = 2;
  private static final int LEDGER = 3;

  /** One statement for all of it, since each has a round trip of milliseconds. */
  private static final String TRAFFIC =
      "SELECT * FROM (SELECT multiIf(grouping(window_start) = 0, %d, grouping(event_type) = 0, %d, %d)"
              .formatted(MINUTE, TYPE, ALL)
          + " AS part, toInt64(toUnixTimestamp(window_start)) AS time, toString(event_type) AS type,"
          + " sum(events), sum(duration_seconds), sum(megabytes), sum(amount), "
          + Measure.DISTINCT_SUBSCRIBERS
          + ", toUnixTimestamp64Milli(max(last_commit)) FROM telecom.real_time_partials WHERE ";

  private static final String GROUPED =
      " GROUP BY GROUPING SETS ((), (event_type), (window_start)) HAVING part = "
          + ALL
          + " OR sum(events) != 0 OR sum(duration_seconds) != 0 OR sum(megabytes) != 0"
          + " OR sum(amount) != 0";

  /**
   * What was set aside, and the watermark, -1 before the first micro-batch. A replayed micro-batch
   * is entered again; the newest entry counts.
   */
  private static final String AND_LEDGER =
      " UNION ALL SELECT "
          + LEDGER
          + ", (SELECT if(count() = 0, toInt64(-1), toUnixTimestamp64Milli(max(watermark_after)))"
          + " FROM millrace.micro_batches WHERE query = ?), '', toInt64(sum(newest_late)),"
          + " toInt64(sum(newest_dead_letters)), toDecimal128(0, 3), toDecimal128(0, 2), toInt64(0),"
          + " toInt64(0) FROM (SELECT argMax(late, finished_at) AS newest_late,"
          + " argMax(dead_letters, finished_at) AS newest_dead_letters"
          + " FROM millrace.micro_batches WHERE query = ?"
          + " AND finished_at >= fromUnixTimestamp64Milli(?, 'UTC')"
          + " AND finished_at < fromUnixTimestamp64Milli(?, 'UTC')"
          + " GROUP BY checkpoint_id, batch_id)) ORDER BY time, type";

  /** The streaming query that fills the partials. */
  private static final String STREAM = Domain.TELECOM.metricsQuery();

  /** The summary of a range. */
  TelecomSummary summary(Connection connection, SummaryQuery query) throws SQLException {
    TimeRange range = query.range();
    Totals totals = new Totals(0, 0, BigDecimal.ZERO, BigDecimal.ZERO, 0);
    Instant asOf = null;
    Instant watermark = null;
    long late = 0;
    long deadLetters = 0;
    List<TypeTotals> types = new ArrayList<>();
    List<MinuteEvents> minutes = new ArrayList<>();
    SqlText sql =
        new SqlText(TRAFFIC)
            .appendWindowsIn(range)
            .append(GROUPED)
            .append(
                AND_LEDGER, STREAM, STREAM, range.from().toEpochMilli(), range.to().toEpochMilli());
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        switch (row.getInt(1)) {
          case MINUTE ->
              minutes.add(new MinuteEvents(Instant.ofEpochSecond(row.getLong(2)), row.getLong(4)));
          case TYPE -> types.add(new TypeTotals(Columns.text(row, 3), totals(row)));
          case LEDGER -> {
            watermark = row.getLong(2) < 0 ? null : Instant.ofEpochMilli(row.getLong(2));
            late = row.getLong(4);
            deadLetters = row.getLong(5);
          }
          default -> {
            totals = totals(row);
            asOf = Columns.newestCommit(row, 9);
          }
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
        late,
        deadLetters);
  }

  private static Totals totals(ResultSet row) throws SQLException {
    return new Totals(
        row.getLong(4),
        row.getLong(5),
        Columns.decimal(row, 6),
        Columns.decimal(row, 7),
        row.getLong(8));
  }

  private static long open(List<MinuteEvents> minutes, @Nullable Instant watermark) {
    return minutes.stream()
        .filter(m -> watermark == null || m.windowStart().plusSeconds(60).isAfter(watermark))
        .count();
  }
}
