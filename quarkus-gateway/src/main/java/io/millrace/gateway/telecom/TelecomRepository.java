package io.millrace.gateway.telecom;

import io.millrace.model.telecom.Region;
import io.millrace.model.telecom.TelecomEventType;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The SQL of the telecom questions. Times go in and out as Unix time, so that no zone of a driver
 * or server can shift them; every value is a parameter.
 */
@ApplicationScoped
class TelecomRepository {

  private static final String IN_RANGE =
      "window_start >= toDateTime(?, 'UTC') AND window_start < toDateTime(?, 'UTC')";

  /** A group all of whose events were deleted is gone, as in the view. */
  private static final String PRESENT =
      "sum(events) != 0 OR sum(duration_seconds) != 0 OR sum(megabytes) != 0 OR sum(amount) != 0";

  private static final Duration FIRST_SLICE = Duration.ofHours(1);
  private static final int SLICE_GROWTH = 4;

  /**
   * At most {@code limit + 1} rows, newest window first: one more than the page says that there is
   * a next one.
   *
   * <p>The view merges every window it is asked for before it sorts, so a month would be merged for
   * each page. The newest hour is asked first, then ever longer slices before it until the page is
   * full: a busy month costs an hour, a sparse one a few queries more.
   */
  List<WindowMetrics> windows(Connection connection, MetricsQuery query) throws SQLException {
    List<WindowMetrics> rows = new ArrayList<>();
    int wanted = query.limit() + 1;
    Instant end = query.end();
    Duration slice = FIRST_SLICE;
    while (rows.size() < wanted && query.range().from().isBefore(end)) {
      Instant start = end.minus(slice);
      if (start.isBefore(query.range().from())) {
        start = query.range().from();
      }
      readSlice(connection, query, new TimeRange(start, end), wanted - rows.size(), rows);
      end = start;
      slice = slice.multipliedBy(SLICE_GROWTH);
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
            .append(IN_RANGE, slice.firstSecond(), slice.endSecond());
    filter(sql, query.dimensions());
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
                text(found, 2),
                text(found, 3),
                found.getLong(4),
                found.getLong(5),
                decimal(found, 6),
                decimal(found, 7),
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
            .append(IN_RANGE, query.range().firstSecond(), query.range().endSecond());
    filter(sql, query.dimensions());
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
            new TopRegions.RankedRegion(regions.size() + 1, text(found, 1), decimal(found, 2)));
      }
    }
    return new TopRegions(
        query.range().from(),
        query.range().to(),
        query.by().parameter(),
        query.by().unit(),
        regions);
  }

  private static void filter(SqlText sql, Dimensions dimensions) {
    sql.appendIn(
        "event_type", dimensions.eventTypes().stream().map(TelecomEventType::name).toList());
    sql.appendIn("region", dimensions.regions().stream().map(Region::displayName).toList());
  }

  static String text(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNull(row.getString(column));
  }

  static BigDecimal decimal(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNull(row.getBigDecimal(column));
  }
}
