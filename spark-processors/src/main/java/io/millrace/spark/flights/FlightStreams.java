package io.millrace.spark.flights;

import io.millrace.model.Domain;
import io.millrace.model.Topics;
import io.millrace.runtime.ManagementServer;
import io.millrace.spark.archive.ArchiveColumn;
import io.millrace.spark.archive.HourArchiver;
import io.millrace.spark.archive.WindowArchive;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.query.KafkaSource;
import io.millrace.spark.query.PeriodicStep;
import io.millrace.spark.query.RawChangesQuery;
import io.millrace.spark.query.StreamingMetrics;
import io.millrace.spark.query.SupervisedQuery;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** Everything that streams for the flights domain, wired. */
public final class FlightStreams {

  /** Stands where the country is unknown; ISO 3166 leaves it to its users. */
  static final String UNKNOWN_COUNTRY = "ZZ";

  private static final String RAW = RawChangesQuery.name(Domain.OPENSKY);

  /** The table whose change events are counted. */
  static final String TABLE = "processed_flights";

  private static final List<ArchiveColumn> MEASURES =
      List.of(
          ArchiveColumn.whole("states"),
          ArchiveColumn.whole("aircraft"),
          ArchiveColumn.whole("velocity_states"),
          ArchiveColumn.whole("velocity_mm_s"),
          ArchiveColumn.whole("altitude_states"),
          ArchiveColumn.whole("altitude_mm"),
          ArchiveColumn.real("mean_velocity"),
          ArchiveColumn.real("mean_baro_altitude"));

  private FlightStreams() {}

  /**
   * Starts the domain's queries, its archive and what writes its statistics back, and adds their
   * health checks.
   *
   * @return what to close at the end, in that order
   */
  public static List<AutoCloseable> start(
      SparkSession spark,
      StreamingConfig config,
      ManagementServer management,
      StreamingMetrics metrics) {
    SupervisedQuery statesQuery =
        new SupervisedQuery(
                FlightStatesQuery.NAME,
                spark,
                () ->
                    new FlightStatesQuery(config, metrics)
                        .start(
                            KafkaSource.changesAndHeartbeats(spark, config, Domain.OPENSKY, TABLE)),
                metrics)
            .start();
    SupervisedQuery rawQuery =
        RawChangesQuery.supervise(RAW, spark, config, Domain.OPENSKY, TABLE, metrics);
    SupervisedQuery snapshotsQuery =
        new SupervisedQuery(
                RawSnapshotsQuery.NAME,
                spark,
                () ->
                    RawSnapshotsQuery.start(
                        KafkaSource.streamWithHeaders(
                            spark,
                            config.kafkaBootstrapServers(),
                            Topics.RAW_FLIGHTS,
                            config.maxRecordsPerTrigger()),
                        config.rawTrigger(),
                        config.checkpointLocation()),
                metrics)
            .start();
    WindowArchive archive =
        new WindowArchive(
                spark,
                config,
                FlightStatesQuery.NAME,
                List.of(countries(config), grid(config)),
                metrics)
            .start();
    StatisticsPublisher publisher = new StatisticsPublisher(config, metrics);
    PeriodicStep statistics =
        new PeriodicStep(StatisticsPublisher.NAME, config.statisticsInterval(), () -> {}, publisher)
            .start();
    management.addCheck("query-" + FlightStatesQuery.NAME, statesQuery::health);
    management.addCheck("query-" + RAW, rawQuery::health);
    management.addCheck("query-" + RawSnapshotsQuery.NAME, snapshotsQuery::health);
    management.addCheck("archive-" + FlightStatesQuery.NAME, archive::health);
    management.addCheck(StatisticsPublisher.NAME, statistics::health);
    return List.of(statistics, publisher, archive, snapshotsQuery, rawQuery, statesQuery);
  }

  private static HourArchiver countries(StreamingConfig config) {
    return new HourArchiver(
        config.clickHouse(),
        "opensky.country_statistics",
        "opensky.country_partials",
        List.of("country"),
        with(ArchiveColumn.text("country"), ArchiveColumn.whole("quarantined")));
  }

  private static HourArchiver grid(StreamingConfig config) {
    return new HourArchiver(
        config.clickHouse(),
        "opensky.grid_statistics",
        "opensky.grid_partials",
        List.of("latitude", "longitude"),
        with(ArchiveColumn.whole("latitude"), ArchiveColumn.whole("longitude")));
  }

  private static List<ArchiveColumn> with(ArchiveColumn... own) {
    return Stream.concat(Stream.of(own), MEASURES.stream()).toList();
  }
}
