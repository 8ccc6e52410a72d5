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

  /**
   * One reading of the partials, by type. What merging costs is the subscribers' maps, so the total
   * is merged from the types' own, and the minutes come along as a small map that is unfolded last.
   */
  private static final String TRAFFIC =
      """
      SELECT * FROM (
      SELECT multiIf(of_type, %d, minute.1 = 0, %d, %d) AS part, minute.1 AS time, type,
             if(minute.1 = 0, all_events, minute.2), all_seconds, all_megabytes, all_amount,
             distinct_subscribers, newest_commit
      FROM (
        SELECT grouping(event_type) = 0 AS of_type, toString(event_type) AS type,
               sum(type_events) AS all_events, sum(type_seconds) AS all_seconds,
               sum(type_megabytes) AS all_megabytes, sum(type_amount) AS all_amount, %s
               AS distinct_subscribers, toUnixTimestamp64Milli(max(commit)) AS newest_commit,
               if(of_type, [(toInt64(0), toInt64(0))],
                  arrayConcat([(toInt64(0), toInt64(0))],
                              arrayFilter(minute -> minute.2 != 0,
                                          CAST(sumMap(minutes), 'Array(Tuple(Int64, Int64))'))))
               AS parts
        FROM (
          SELECT event_type, sum(events) AS type_events, sum(duration_seconds) AS type_seconds,
                 sum(megabytes) AS type_megabytes, sum(amount) AS type_amount,
                 sumMap(partials.subscribers) AS subscribers,
                 sumMap(map(toInt64(toUnixTimestamp(window_start)), events)) AS minutes,
                 max(last_commit) AS commit
          FROM telecom.real_time_partials AS partials
          WHERE
      """
          .formatted(TYPE, ALL, MINUTE, Measure.DISTINCT_SUBSCRIBERS);

  private static final String GROUPED =
      """
       GROUP BY event_type)
        GROUP BY GROUPING SETS ((), (event_type))
        HAVING of_type = 0 OR all_events != 0 OR all_seconds != 0 OR all_megabytes != 0
            OR all_amount != 0)
      ARRAY JOIN parts AS minute""";

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
