package io.millrace.gateway.telecom;

import io.millrace.gateway.analytics.Columns;
import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.request.TimeRange;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The SQL of the telecom questions. */
@ApplicationScoped
class TelecomRepository {

  /** A group all of whose events were deleted is gone, as in the view. */
  private static final String PRESENT =
      "sum(events) != 0 OR sum(duration_seconds) != 0 OR sum(megabytes) != 0 OR sum(amount) != 0";

  /**
   * At most {@code limit + 1} rows, newest window first: one more than the page says that there is
   * a next one.
   *
   * <p>The view merges every window it is asked for before it sorts, so a month would be merged for
   * each page. It is asked slice by slice until the page is full.
   */
  List<WindowMetrics> windows(Connection connection, MetricsQuery query) throws SQLException {
    List<WindowMetrics> rows = new ArrayList<>();
    int wanted = query.limit() + 1;
    for (TimeRange slice : query.range().slicesBefore(query.end())) {
      if (rows.size() < wanted) {
        readSlice(connection, query, slice, wanted - rows.size(), rows);
      }
    }
    return rows;
  }

  private static void readSlice(
      Connection connection,
      MetricsQuery query,
      TimeRange slice,
      int limit,
      List<WindowMetrics> rows)
      throws SQLException {
    SqlText sql =
        new SqlText(
                "SELECT toUnixTimestamp(window_start), event_type, region, events,"
                    + " duration_seconds, megabytes, amount, distinct_subscribers,"
                    + " toUnixTimestamp64Milli(last_commit) FROM telecom.real_time_metrics WHERE ")
            .appendWindowsIn(slice);
    query.dimensions().filter(sql);
    query
        .after()
        .ifPresent(
            after ->
                sql.append(
                    " AND (window_start < toDateTime(?, 'UTC') OR (window_start = toDateTime(?,"
                        + " 'UTC') AND (event_type, region) > (?, ?)))",
                    after.windowStart().getEpochSecond(),
                    after.windowStart().getEpochSecond(),
                    after.eventType(),
                    after.region()));
    sql.append(" ORDER BY window_start DESC, event_type, region LIMIT ?", (long) limit);
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        rows.add(
            new WindowMetrics(
                Instant.ofEpochSecond(found.getLong(1)),
                Columns.text(found, 2),
                Columns.text(found, 3),
                found.getLong(4),
                found.getLong(5),
                Columns.decimal(found, 6),
                Columns.decimal(found, 7),
                found.getLong(8),
                Instant.ofEpochMilli(found.getLong(9))));
      }
    }
  }

  /** The leading regions. */
  TopRegions topRegions(Connection connection, TopRegionsQuery query) throws SQLException {
    SqlText sql =
        new SqlText("SELECT region, ")
            .append(query.by().expression())
            .append(" FROM telecom.real_time_partials WHERE ")
            .appendWindowsIn(query.range());
    query.dimensions().filter(sql);
    sql.append(" GROUP BY region HAVING ")
        .append(PRESENT)
        .append(" ORDER BY ")
        .append(query.by().expression())
        .append(" DESC, region LIMIT ?", (long) query.limit());
    List<TopRegions.RankedRegion> regions = new ArrayList<>();
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        regions.add(
            new TopRegions.RankedRegion(
                regions.size() + 1, Columns.text(found, 1), Columns.decimal(found, 2)));
      }
    }
    return new TopRegions(
        query.range().from(),
        query.range().to(),
        query.by().parameter(),
        query.by().unit(),
        regions);
  }
}
