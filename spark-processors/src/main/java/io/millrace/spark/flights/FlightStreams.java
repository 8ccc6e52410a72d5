package io.millrace.spark.flights;

import io.millrace.model.Domain;
import io.millrace.runtime.ManagementServer;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.query.KafkaSource;
import io.millrace.spark.query.RawChangesQuery;
import io.millrace.spark.query.StreamingMetrics;
import io.millrace.spark.query.SupervisedQuery;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Everything that streams for the flights domain, wired. */
public final class FlightStreams {

  private static final String RAW = "opensky-raw";
  private static final String TABLE = "processed_flights";

  private FlightStreams() {}

  /**
   * Starts the domain's queries and adds their health checks.
   *
   * @return what to close at the end, in that order
   */
  public static List<AutoCloseable> start(
      SparkSession spark,
      StreamingConfig config,
      ManagementServer management,
      StreamingMetrics metrics) {
    SupervisedQuery rawQuery =
        new SupervisedQuery(
                RAW,
                spark,
                () ->
                    new RawChangesQuery(RAW, Domain.OPENSKY.database(), TABLE)
                        .start(
                            KafkaSource.stream(
                                spark,
                                config.kafkaBootstrapServers(),
                                Domain.OPENSKY.topic(TABLE),
                                config.maxRecordsPerTrigger()),
                            config.rawTrigger(),
                            config.checkpointLocation()),
                metrics)
            .start();
    management.addCheck("query-" + RAW, rawQuery::health);
    return List.of(rawQuery);
  }
}
