package io.millrace.spark.telecom.batch.daily;

import io.millrace.model.telecom.Region;
import io.millrace.model.telecom.TelecomEventType;
import io.millrace.model.telecom.TelecomRule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The totals of a day by PostgreSQL's own SQL. The rules are written here a second time on purpose:
 * a check that called the code it checks would agree with its errors.
 */
final class PostgresTotals {

  private static final String SQL =
      """
      SELECT event_type,
             count(*),
             coalesce(sum(duration_seconds), 0)::bigint,
             coalesce(sum(megabytes), 0),
             coalesce(sum(amount), 0)
      FROM telecom_events
      WHERE event_time >= ?::timestamptz
        AND event_time < ?::timestamptz
        AND event_type = ANY (?)
        AND region = ANY (?)
        AND event_time >= timestamptz '1970-01-01 00:00:00+00'
        AND event_time < timestamptz '2100-01-01 00:00:00+00'
        AND isfinite(recorded_at)
        AND event_time <= recorded_at + interval '5 minutes'
        AND coalesce(duration_seconds, 0) >= 0
        AND coalesce(duration_seconds, 0) <> {sentinel}
        AND coalesce(megabytes, 0) >= 0
        AND megabytes IS DISTINCT FROM 'NaN'
        AND coalesce(amount, 0) >= 0
        AND amount IS DISTINCT FROM 'NaN'
      GROUP BY event_type
      """
          .replace("{sentinel}", Long.toString(TelecomRule.OVERFLOW_SENTINEL));

  private PostgresTotals() {}

  /** By event type, {@link DayFigures#ALL} included, which is there also if nothing else is. */
  static Map<String, Totals> of(Connection postgres, Instant from, Instant to) throws SQLException {
    Map<String, Totals> totals = new TreeMap<>();
    try (PreparedStatement statement = postgres.prepareStatement(SQL)) {
      statement.setString(1, from.toString());
      statement.setString(2, to.toString());
      statement.setArray(
          3,
          postgres.createArrayOf(
              "text", Arrays.stream(TelecomEventType.values()).map(Enum::name).toArray()));
      statement.setArray(
          4,
          postgres.createArrayOf(
              "text", Arrays.stream(Region.values()).map(Region::displayName).toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          totals.put(
              row.getString(1),
              new Totals(
                  row.getLong(2), row.getLong(3), row.getBigDecimal(4), row.getBigDecimal(5)));
        }
      }
    }
    return withAll(totals);
  }

  /** With the sum of all. */
  static Map<String, Totals> withAll(Map<String, Totals> byType) {
    Map<String, Totals> totals = new TreeMap<>(byType);
    totals.put(DayFigures.ALL, byType.values().stream().reduce(Totals.NONE, Totals::plus));
    return totals;
  }
}
