package io.millrace.spark.archive;

import io.millrace.runtime.HealthCheck;
import io.millrace.spark.archive.ArchiveLedger.Position;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.query.PeriodicStep;
import io.millrace.spark.query.StreamingMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closed windows to Parquet, one object per hour, off the path that freshness depends on.
 *
 * <p>Each step reads from the ledger which micro-batches came since the last one, takes the hours
 * in which they closed or restated a window, and writes those hours anew from ClickHouse, whose
 * windows are exact. Writing an hour twice gives the same object, so a step that was cut short is
 * simply done again. A late event thus restates its hour within one interval.
 */
public final class WindowArchive implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WindowArchive.class);
  private static final int HOURS_PER_TASK = 48;

  private final SparkSession spark;
  private final StreamingConfig config;
  private final List<HourArchiver> archivers;
  private final String query;
  private final ArchiveLedger ledger;
  private final StreamingMetrics metrics;
  private final PeriodicStep steps;

  /**
   * @param query the streaming query whose windows are archived
   * @param archivers what an hour's objects hold and where they are
   */
  public WindowArchive(
      SparkSession spark,
      StreamingConfig config,
      String query,
      List<HourArchiver> archivers,
      StreamingMetrics metrics) {
    this.spark = spark;
    this.config = config;
    this.query = query;
    this.archivers = List.copyOf(archivers);
    this.metrics = metrics;
    this.ledger =
        new ArchiveLedger(
            config.clickHouse(), query, query, insert -> metrics.inserted(query, insert));
    this.steps =
        new PeriodicStep(
            "archive-" + query,
            config.archiveInterval(),
            () -> spark.sparkContext().setLocalProperty("spark.scheduler.pool", "archive"),
            this::step);
  }

  /** Begins; returns at once. */
  public WindowArchive start() {
    steps.start();
    return this;
  }

  /** Down while steps fail. */
  public HealthCheck.Verdict health() {
    return steps.health();
  }

  private HealthCheck.Verdict step() {
    Optional<Position> newest = ledger.newest();
    if (newest.isEmpty()) {
      return HealthCheck.Verdict.up("no window closed yet");
    }
    Position to = newest.get();
    Position from = ledger.archived().orElse(new Position(to.checkpointId(), -1, Instant.EPOCH));
    HealthCheck.Verdict reached =
        HealthCheck.Verdict.up("closed windows are in Parquet up to " + to.watermark());
    if (to.batchId() == from.batchId()) {
      return reached;
    }
    Instant started = Instant.now();
    int objects = 0;
    for (HourArchiver archiver : archivers) {
      List<Long> hours = ledger.hours(from, to, archiver.partialsTable());
      write(archiver, hours, to.watermark());
      objects += hours.size();
    }
    ledger.record(to, objects);
    metrics.archived(query, objects);
    if (objects > 0) {
      log.atInfo()
          .addKeyValue("query", query)
          .addKeyValue("objects", objects)
          .addKeyValue("watermark", to.watermark())
          .addKeyValue("millis", Duration.between(started, Instant.now()).toMillis())
          .log("archived closed windows");
    }
    return reached;
  }

  private void write(HourArchiver task, List<Long> hours, Instant watermark) {
    if (hours.isEmpty()) {
      return;
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    int slices = (hours.size() + HOURS_PER_TASK - 1) / HOURS_PER_TASK;
    try {
      context
          .parallelize(hours, slices)
          .foreachPartition(
              part -> {
                List<Long> hoursOfTask = new ArrayList<>();
                part.forEachRemaining(hoursOfTask::add);
                task.archive(hoursOfTask, watermark, hadoop.value().value());
              });
    } finally {
      hadoop.destroy();
    }
  }

  /** Stops after the step in hand, waiting 5 s at most. */
  @Override
  public void close() {
    steps.close();
  }
}
