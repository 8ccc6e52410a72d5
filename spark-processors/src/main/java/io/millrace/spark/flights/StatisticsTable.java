package io.millrace.spark.flights;

import io.millrace.model.Domain;
import io.millrace.spark.config.StreamingConfig;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's table {@code flight_statistics}, written back to. A row that is as it should be is
 * not touched, so that writing windows again makes no change events.
 */
final class StatisticsTable implements AutoCloseable {

  private static final String UPSERT =
      """
      INSERT INTO flight_statistics AS kept (window_start, country, states, aircraft, quarantined,
          mean_velocity, mean_baro_altitude)
      SELECT * FROM unnest(?::timestamptz[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[],
          ?::float8[], ?::float8[])
      ON CONFLICT (window_start, country) DO UPDATE
      SET states = EXCLUDED.states, aircraft = EXCLUDED.aircraft,
          quarantined = EXCLUDED.quarantined, mean_velocity = EXCLUDED.mean_velocity,
          mean_baro_altitude = EXCLUDED.mean_baro_altitude, computed_at = now()
      WHERE (kept.states, kept.aircraft, kept.quarantined, kept.mean_velocity,
             kept.mean_baro_altitude)
          IS DISTINCT FROM (EXCLUDED.states, EXCLUDED.aircraft, EXCLUDED.quarantined,
             EXCLUDED.mean_velocity, EXCLUDED.mean_baro_altitude)
      """;

  private static final String DELETE_GONE =
      """
      DELETE FROM flight_statistics AS kept
      WHERE window_start = ANY (?::timestamptz[])
        AND NOT EXISTS (
            SELECT FROM unnest(?::timestamptz[], ?::text[]) AS there (window_start, country)
            WHERE there.window_start = kept.window_start AND there.country = kept.country)
      """;

  private final Connection connection;

  /**
   * Connects.
   *
   * @throws SQLException if PostgreSQL is away or refuses
   */
  StatisticsTable(StreamingConfig.Postgres postgres) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", postgres.user());
    properties.setProperty("password", postgres.password());
    properties.setProperty("ApplicationName", "millrace-statistics");
    properties.setProperty("connectTimeout", "5");
    // A server that was cut off must not hold the thread for ever.
    properties.setProperty("socketTimeout", "60");
    this.connection =
        DriverManager.getConnection(postgres.url(Domain.OPENSKY.database()), properties);
    connection.setAutoCommit(false);
  }

  /**
   * Brings some windows to what they should be, in one transaction.
   *
   * @param windowSeconds starts of the windows, seconds since 1970
   * @param rows all that they hold
   * @return rows inserted, changed or deleted
   */
  int replace(List<Long> windowSeconds, List<CountryStatistics> rows) throws SQLException {
    int changed = 0;
    Array windows = texts(rows, row -> row.windowStart().toString());
    Array countries = texts(rows, CountryStatistics::country);
    try (PreparedStatement delete = connection.prepareStatement(DELETE_GONE);
        PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      delete.setArray(
          1, array("text", windowSeconds, second -> Instant.ofEpochSecond(second).toString()));
      delete.setArray(2, windows);
      delete.setArray(3, countries);
      changed += delete.executeUpdate();
      upsert.setArray(1, windows);
      upsert.setArray(2, countries);
      upsert.setArray(3, array("bigint", rows, CountryStatistics::states));
      upsert.setArray(4, array("bigint", rows, CountryStatistics::aircraft));
      upsert.setArray(5, array("bigint", rows, CountryStatistics::quarantined));
      upsert.setArray(6, array("float8", rows, CountryStatistics::meanVelocity));
      upsert.setArray(7, array("float8", rows, CountryStatistics::meanBaroAltitude));
      changed += upsert.executeUpdate();
      connection.commit();
      return changed;
    }
  }

  private Array texts(List<CountryStatistics> rows, Function<CountryStatistics, String> column)
      throws SQLException {
    return array("text", rows, column::apply);
  }

  private <T> Array array(String type, List<T> rows, Function<T, @Nullable Object> column)
      throws SQLException {
    @Nullable Object[] values = new Object[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.apply(rows.get(i));
    }
    return connection.createArrayOf(type, values);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
