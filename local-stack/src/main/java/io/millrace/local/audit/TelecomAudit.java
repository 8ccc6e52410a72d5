package io.millrace.local.audit;

import io.millrace.model.telecom.Region;
import io.millrace.model.telecom.TelecomEventType;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Compares every (minute, event type, region) of the telecom metrics with the same aggregate
 * computed by PostgreSQL from its own table.
 *
 * <p>The rules that keep dirty rows out are written here a second time, in SQL and on purpose: an
 * audit that called the code it audits would agree with its errors.
 */
public final class TelecomAudit {

  private static final String POSTGRES_SQL =
      """
      SELECT extract(epoch FROM date_trunc('minute', event_time))::bigint,
             event_type,
             region,
             count(*),
             coalesce(sum(duration_seconds), 0)::bigint,
             coalesce(sum(megabytes), 0),
             coalesce(sum(amount), 0),
             count(DISTINCT subscriber)
      FROM telecom_events
      WHERE event_type = ANY (?)
        AND region = ANY (?)
        AND event_time >= timestamptz '1970-01-01 00:00:00+00'
        AND event_time < timestamptz '2100-01-01 00:00:00+00'
        AND event_time <= recorded_at + interval '5 minutes'
        AND coalesce(duration_seconds, 0) >= 0
        AND coalesce(duration_seconds, 0) <> 32767
        AND coalesce(megabytes, 0) >= 0
        AND coalesce(amount, 0) >= 0
      GROUP BY 1, 2, 3
      """;

  /** The view that people query. */
  public static final String METRICS_VIEW = "telecom.real_time_metrics";

  private final Connection postgres;
  private final Connection clickHouse;

  /**
   * @param postgres to database {@code telecom}, as a role that may SELECT
   * @param clickHouse to the analytics
   */
  public TelecomAudit(Connection postgres, Connection clickHouse) {
    this.postgres = postgres;
    this.clickHouse = clickHouse;
  }

  /** Compares everything with {@link #METRICS_VIEW}. */
  public AuditReport run() throws SQLException {
    return run(METRICS_VIEW, Optional.empty());
  }

  /**
   * Compares with another source of the same columns.
   *
   * @param source a table, view or table function of ClickHouse
   * @param closedBefore only windows that end up to here; all when empty
   */
  public AuditReport run(String source, Optional<Instant> closedBefore) throws SQLException {
    Map<WindowKey, WindowMetrics> expected = postgresWindows();
    Map<WindowKey, WindowMetrics> actual = clickHouseWindows(source);
    closedBefore.ifPresent(
        limit -> {
          expected.keySet().removeIf(key -> key.windowStart().plusSeconds(60).isAfter(limit));
          actual.keySet().removeIf(key -> key.windowStart().plusSeconds(60).isAfter(limit));
        });
    return AuditReport.compare(expected, actual, WindowMetrics::events);
  }

  private Map<WindowKey, WindowMetrics> postgresWindows() throws SQLException {
    try (PreparedStatement statement = postgres.prepareStatement(POSTGRES_SQL)) {
      statement.setArray(
          1, textArray(Arrays.stream(TelecomEventType.values()).map(Enum::name).toArray()));
      statement.setArray(
          2, textArray(Arrays.stream(Region.values()).map(Region::displayName).toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        return windows(rows);
      }
    }
  }

  private Array textArray(Object[] values) throws SQLException {
    return postgres.createArrayOf("text", values);
  }

  private Map<WindowKey, WindowMetrics> clickHouseWindows(String source) throws SQLException {
    String sql =
        "SELECT toInt64(toUnixTimestamp(window_start)), event_type, region, toInt64(events),"
            + " toInt64(duration_seconds), toDecimal128(megabytes, 3), toDecimal128(amount, 2),"
            + " toInt64(distinct_subscribers) FROM "
            + source;
    try (Statement statement = clickHouse.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return windows(rows);
    }
  }

  private static Map<WindowKey, WindowMetrics> windows(ResultSet rows) throws SQLException {
    Map<WindowKey, WindowMetrics> windows = new HashMap<>();
    while (rows.next()) {
      WindowKey key =
          new WindowKey(
              Instant.ofEpochSecond(rows.getLong(1)), rows.getString(2), rows.getString(3));
      BigDecimal megabytes = rows.getBigDecimal(6);
      BigDecimal amount = rows.getBigDecimal(7);
      WindowMetrics metrics =
          new WindowMetrics(rows.getLong(4), rows.getLong(5), megabytes, amount, rows.getLong(8));
      if (windows.put(key, metrics) != null) {
        throw new SQLException("the source answers window " + key + " twice");
      }
    }
    return windows;
  }
}
