package io.millrace.spark.telecom;

import io.millrace.model.Domain;
import io.millrace.runtime.ManagementServer;
import io.millrace.spark.archive.ArchiveColumn;
import io.millrace.spark.archive.HourArchiver;
import io.millrace.spark.archive.WindowArchive;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.query.KafkaSource;
import io.millrace.spark.query.RawChangesQuery;
import io.millrace.spark.query.StreamingMetrics;
import io.millrace.spark.query.SupervisedQuery;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Everything that streams for the telecom domain, wired. */
public final class TelecomStreams {

  private static final String RAW = RawChangesQuery.name(Domain.TELECOM);

  /** The table whose change events are counted. */
  static final String TABLE = "telecom_events";

  private TelecomStreams() {}

  /**
   * Starts the domain's queries and its archive, and adds their health checks.
   *
   * @return what to close at the end, in that order
   */
  public static List<AutoCloseable> start(
      SparkSession spark,
      StreamingConfig config,
      ManagementServer management,
      StreamingMetrics metrics) {
    SupervisedQuery metricsQuery =
        new SupervisedQuery(
                TelecomMetricsQuery.NAME,
                spark,
                () ->
                    new TelecomMetricsQuery(config, metrics)
                        .start(
                            KafkaSource.changesAndHeartbeats(spark, config, Domain.TELECOM, TABLE)),
                metrics)
            .start();
    SupervisedQuery rawQuery =
        RawChangesQuery.supervise(RAW, spark, config, Domain.TELECOM, TABLE, metrics);
    WindowArchive archive =
        new WindowArchive(
                spark, config, TelecomMetricsQuery.NAME, List.of(archiver(config)), metrics)
            .start();
    management.addCheck("query-" + TelecomMetricsQuery.NAME, metricsQuery::health);
    management.addCheck("query-" + RAW, rawQuery::health);
    management.addCheck("archive-" + TelecomMetricsQuery.NAME, archive::health);
    return List.of(archive, rawQuery, metricsQuery);
  }

  private static HourArchiver archiver(StreamingConfig config) {
    return new HourArchiver(
        config.clickHouse(),
        "telecom.real_time_metrics",
        "telecom.real_time_partials",
        List.of("event_type", "region"),
        List.of(
            ArchiveColumn.text("event_type"),
            ArchiveColumn.text("region"),
            ArchiveColumn.whole("events"),
            ArchiveColumn.whole("duration_seconds"),
            ArchiveColumn.whole("distinct_subscribers"),
            ArchiveColumn.decimal("megabytes", 3),
            ArchiveColumn.decimal("amount", 2)));
  }
}
