package io.millrace.spark;

import io.millrace.model.Domain;
import io.millrace.runtime.HealthCheck;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.ManagementServer;
import io.millrace.runtime.Settings;
import io.millrace.runtime.SupervisedProcess;
import io.millrace.spark.cluster.ClusterWatch;
import io.millrace.spark.config.SparkSessions;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.flights.FlightStreams;
import io.millrace.spark.metrics.DriverMetrics;
import io.millrace.spark.query.ProgressListener;
import io.millrace.spark.query.QueriesHandler;
import io.millrace.spark.query.StreamingMetrics;
import io.millrace.spark.telecom.TelecomStreams;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streaming application: change events from Kafka to metrics in ClickHouse and Parquet in S3.
 *
 * <p>Runs alone ({@code local[2]} unless {@code MILLRACE_SPARK_MASTER} says otherwise) or by {@code
 * spark-submit --class io.millrace.spark.StreamingApplication}. Exit code 2 says that a setting is
 * wrong, with the reason on standard error; 1 that Spark or its cluster gave the application up,
 * and that it is to be started again.
 */
public final class StreamingApplication {

  private static final Logger log = LoggerFactory.getLogger(StreamingApplication.class);

  /** Above every priority that Spark and Hadoop use for their own. */
  private static final int HOOK_PRIORITY = 1_000;

  private StreamingApplication() {}

  /** Runs until SIGTERM. */
  public static void main(String[] args) throws InterruptedException {
    SupervisedProcess.watch();
    try {
      run(Settings.fromEnvironment());
    } catch (InvalidSettingException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private static void run(Settings settings) throws InterruptedException {
    StreamingConfig config = StreamingConfig.from(settings);
    ManagementServer management =
        ManagementServer.start(settings, "MILLRACE_SPARK_HTTP_PORT", 18_090);
    // Until the queries bring their own checks, it is not ready.
    management.addCheck("session", () -> HealthCheck.Verdict.down("Spark is starting"));
    SparkSession spark =
        SparkSessions.create(
            "millrace-streaming",
            settings.text("MILLRACE_SPARK_MASTER", "local[2]"),
            config.s3(),
            config.checkpointLocation());
    DriverMetrics.register(management.registry().getPrometheusRegistry());
    StreamingMetrics metrics = new StreamingMetrics(management.registry());
    ProgressListener progress = new ProgressListener(metrics);
    spark.streams().addListener(progress);
    management.addHandler(QueriesHandler.PATH, new QueriesHandler(spark, progress));
    List<AutoCloseable> running = new ArrayList<>();
    for (Domain domain : Domain.values()) {
      running.addAll(
          switch (domain) {
            case TELECOM -> TelecomStreams.start(spark, config, management, metrics);
            case OPENSKY -> FlightStreams.start(spark, config, management, metrics);
          });
    }
    ClusterWatch cluster = new ClusterWatch(spark.sparkContext(), config.executorPatience());
    management.addCheck("session", cluster::health);
    // Spark stops its context by a hook of Hadoop's registry; ours must come first.
    ShutdownHookManager.get().addShutdownHook(() -> stop(running, management), HOOK_PRIORITY);
    log.atInfo()
        .addKeyValue("kafka", config.kafkaBootstrapServers())
        .addKeyValue("clickhouse", config.clickHouse())
        .addKeyValue("s3", config.s3())
        .addKeyValue("trigger", config.trigger())
        .log("streaming application runs");
    cluster.awaitEnd();
    System.exit(1);
  }

  private static void stop(List<AutoCloseable> running, ManagementServer management) {
    for (AutoCloseable part : running) {
      try {
        part.close();
      } catch (Exception e) {
        log.atWarn().setCause(e).log("a part did not stop in order");
      }
    }
    management.close();
  }
}
