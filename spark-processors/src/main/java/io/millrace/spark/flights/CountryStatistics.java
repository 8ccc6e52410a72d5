package io.millrace.spark.flights;

import com.clickhouse.client.api.query.GenericRecord;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.sink.ClickHouseTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One window of one country, as {@code opensky.country_statistics} answers it.
 *
 * @param country ISO 3166 alpha-2, or ZZ
 * @param states kept
 * @param aircraft distinct addresses among them
 * @param quarantined states that count nowhere
 * @param meanVelocity m/s; null if no state has one
 * @param meanBaroAltitude m; null if no state has one
 */
record CountryStatistics(
    Instant windowStart,
    String country,
    long states,
    long aircraft,
    long quarantined,
    @Nullable Double meanVelocity,
    @Nullable Double meanBaroAltitude) {

  /** All rows of some windows, in the order of windows and countries. */
  static List<CountryStatistics> of(StreamingConfig.ClickHouse server, List<Long> windowSeconds) {
    // The range lets the primary key do its work, the list leaves out what is in between.
    String sql =
        "SELECT toUnixTimestamp(window_start) AS window_seconds, country, states, aircraft,"
            + " quarantined, mean_velocity, mean_baro_altitude FROM opensky.country_statistics"
            + " WHERE window_start >= fromUnixTimestamp({first:Int64})"
            + " AND window_start <= fromUnixTimestamp({last:Int64})"
            + " AND toUnixTimestamp(window_start) IN ("
            + windowSeconds.stream().map(String::valueOf).collect(Collectors.joining(", "))
            + ") ORDER BY window_start, country";
    return ClickHouseTable.query(
            server,
            sql,
            Map.of(
                "first", windowSeconds.get(0),
                "last", windowSeconds.get(windowSeconds.size() - 1)))
        .stream()
        .map(CountryStatistics::of)
        .toList();
  }

  private static CountryStatistics of(GenericRecord row) {
    return new CountryStatistics(
        Instant.ofEpochSecond(row.getLong("window_seconds")),
        row.getString("country"),
        row.getLong("states"),
        row.getLong("aircraft"),
        row.getLong("quarantined"),
        row.hasValue("mean_velocity") ? row.getDouble("mean_velocity") : null,
        row.hasValue("mean_baro_altitude") ? row.getDouble("mean_baro_altitude") : null);
  }
}
