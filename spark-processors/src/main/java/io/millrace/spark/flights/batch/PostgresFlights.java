package io.millrace.spark.flights.batch;

import io.millrace.model.Domain;
import io.millrace.spark.batch.PostgresSnapshot;
import io.millrace.spark.config.StreamingConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * {@code processed_flights} of some days, read in parallel and yet as of one instant: all readers
 * use one {@link PostgresSnapshot}.
 */
final class PostgresFlights implements AutoCloseable {

  // µs instead of timestamps: no time zone of any process comes into it. An infinite one becomes
  // -1 µs, which is no time of a state. observed_time is for the index.
  private static final String ROWS =
      """
      (SELECT icao24, callsign, origin_country, country,
          CASE WHEN time_position IN ('infinity', '-infinity') THEN -1
               ELSE (extract(epoch FROM time_position) * 1000000)::bigint END AS time_position,
          CASE WHEN last_contact IN ('infinity', '-infinity') THEN -1
               ELSE (extract(epoch FROM last_contact) * 1000000)::bigint END AS last_contact,
          longitude, latitude, baro_altitude, on_ground, velocity, true_track, vertical_rate,
          geo_altitude, squawk, spi, position_source::integer AS position_source,
          (extract(epoch FROM observed_at) * 1000000)::bigint AS observed_at,
          array_to_string(rules, ',') AS rules, quarantined, source,
          0 AS arrival_object, flight_id AS arrival_position, ''::text AS run,
          observed_at AS observed_time
      FROM processed_flights) AS flights
      """;

  private final PostgresSnapshot snapshot;

  /**
   * Takes a snapshot.
   *
   * @throws io.millrace.spark.batch.BatchException if PostgreSQL cannot be reached or refuses
   */
  PostgresFlights(StreamingConfig.Postgres server) {
    this.snapshot = new PostgresSnapshot(server, Domain.OPENSKY.database());
  }

  /**
   * The rows of the days, as {@link FlightColumns#ROW}.
   *
   * @param partitions how many ranges of time to read, at least
   */
  Dataset<Row> rows(SparkSession spark, FlightInput.Table days, int partitions) {
    return snapshot
        .read(spark, ROWS, ranges(days, partitions))
        .selectExpr(FlightColumns.ROW.fieldNames());
  }

  /** Whole days in equal ranges, each a condition on the index's column. */
  static List<String> ranges(FlightInput.Table days, int atLeast) {
    Instant from = start(days.first());
    Instant end = start(days.last().plusDays(1));
    long count = Math.max(days.length(), atLeast);
    Duration length = Duration.between(from, end);
    List<String> ranges = new ArrayList<>();
    Instant begin = from;
    for (long i = 1; i <= count; i++) {
      Instant next = i == count ? end : from.plusSeconds(length.toSeconds() * i / count);
      ranges.add("observed_time >= '" + begin + "' AND observed_time < '" + next + "'");
      begin = next;
    }
    return ranges;
  }

  /** Gives the snapshot up. */
  @Override
  public void close() {
    snapshot.close();
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
