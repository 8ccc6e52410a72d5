package io.millrace.local.audit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Compares every (minute, country) of the flights' statistics with the same aggregate computed by
 * PostgreSQL from its own table.
 *
 * <p>The rules by which a row counts nowhere whatever it says are written here a second time, in
 * SQL and on purpose: an audit that called the code it audits would agree with its errors.
 */
public final class FlightAudit {

  /** The view that people query. */
  public static final String STATISTICS_VIEW = "opensky.country_statistics";

  private static final String POSTGRES_SQL =
      """
      SELECT extract(epoch FROM date_trunc('minute', observed_at))::bigint,
             coalesce(country, 'ZZ'),
             count(*) FILTER (WHERE kept),
             count(DISTINCT icao24) FILTER (WHERE kept),
             count(*) FILTER (WHERE NOT kept),
             count(velocity) FILTER (WHERE kept),
             coalesce(sum(round(velocity * 1000)::bigint) FILTER (WHERE kept), 0)::bigint,
             count(baro_altitude) FILTER (WHERE kept),
             coalesce(sum(round(baro_altitude * 1000)::bigint) FILTER (WHERE kept), 0)::bigint
      FROM (
          SELECT *, NOT (quarantined OR coalesce(
                 abs(latitude) > 90 OR abs(longitude) > 180
              OR on_ground AND (velocity > 105 OR baro_altitude > 5000 OR geo_altitude > 5000)
              OR velocity < 0 OR velocity > 450
              OR abs(vertical_rate) > 100
              OR baro_altitude < -1500 OR baro_altitude > 40000
              OR geo_altitude < -1500 OR geo_altitude > 40000, false)) AS kept
          FROM processed_flights
      ) AS judged
      GROUP BY 1, 2
      """;

  private static final String CLICKHOUSE_SQL =
      "SELECT toInt64(toUnixTimestamp(window_start)), country, states, aircraft, quarantined,"
          + " velocity_states, velocity_mm_s, altitude_states, altitude_mm FROM "
          + STATISTICS_VIEW;

  private final Connection postgres;
  private final Connection clickHouse;

  /**
   * What identifies a window.
   *
   * @param windowStart start of the minute, UTC
   * @param country ISO 3166 alpha-2, or ZZ
   */
  record Key(Instant windowStart, String country) implements Comparable<Key> {

    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::windowStart).thenComparing(Key::country);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * What is measured of a window.
   *
   * @param states kept
   * @param velocityMillimetres sum of velocities, mm/s
   * @param altitudeMillimetres sum of pressure altitudes, mm
   */
  record Metrics(
      long states,
      long aircraft,
      long quarantined,
      long velocityStates,
      long velocityMillimetres,
      long altitudeStates,
      long altitudeMillimetres) {

    long rows() {
      return states + quarantined;
    }
  }

  /**
   * @param postgres to database {@code opensky}, as a role that may SELECT
   * @param clickHouse to the analytics
   */
  public FlightAudit(Connection postgres, Connection clickHouse) {
    this.postgres = postgres;
    this.clickHouse = clickHouse;
  }

  /** Compares everything with {@link #STATISTICS_VIEW}. */
  public AuditReport run() throws SQLException {
    return AuditReport.compare(
        windows(postgres, POSTGRES_SQL), windows(clickHouse, CLICKHOUSE_SQL), Metrics::rows);
  }

  private static Map<Key, Metrics> windows(Connection connection, String sql) throws SQLException {
    Map<Key, Metrics> windows = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        Key key = new Key(Instant.ofEpochSecond(rows.getLong(1)), rows.getString(2));
        Metrics metrics =
            new Metrics(
                rows.getLong(3),
                rows.getLong(4),
                rows.getLong(5),
                rows.getLong(6),
                rows.getLong(7),
                rows.getLong(8),
                rows.getLong(9));
        if (windows.put(key, metrics) != null) {
          throw new SQLException("the source answers window " + key + " twice");
        }
      }
    }
    return windows;
  }
}
