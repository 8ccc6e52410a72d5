package io.millrace.spark.archive;

import io.millrace.runtime.HealthCheck;
import io.millrace.spark.archive.ArchiveLedger.Position;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.query.StreamingMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  private final HourArchiver archiver;
  private final String query;
  private final ArchiveLedger ledger;
  private final StreamingMetrics metrics;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private volatile HealthCheck.Verdict health = HealthCheck.Verdict.up("no window closed yet");

  /**
   * @param query the streaming query whose windows are archived
   * @param archiver what an hour's object holds and where it is
   */
  public WindowArchive(
      SparkSession spark,
      StreamingConfig config,
      String query,
      HourArchiver archiver,
      StreamingMetrics metrics) {
    this.spark = spark;
    this.config = config;
    this.query = query;
    this.archiver = archiver;
    this.metrics = metrics;
    this.ledger = new ArchiveLedger(config.clickHouse(), query);
    this.thread = new Thread(this::run, "archive-" + query);
    this.thread.setDaemon(true);
  }

  /** Begins; returns at once. */
  public WindowArchive start() {
    thread.start();
    return this;
  }

  /** Down while steps fail. */
  public HealthCheck.Verdict health() {
    return health;
  }

  private void run() {
    spark.sparkContext().setLocalProperty("spark.scheduler.pool", "archive");
    try {
      while (!stopping.await(config.archiveInterval().toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          step();
        } catch (RuntimeException e) {
          health = HealthCheck.Verdict.down("tries again after: " + e);
          log.atWarn().addKeyValue("query", query).setCause(e).log("archive step failed");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void step() {
    Optional<Position> newest = ledger.newest();
    if (newest.isEmpty()) {
      return;
    }
    Position to = newest.get();
    Position from = ledger.archived().orElse(new Position(to.checkpointId(), -1, Instant.EPOCH));
    if (to.batchId() == from.batchId()) {
      return;
    }
    Instant started = Instant.now();
    List<Long> hours = ledger.hours(from, to, archiver.partialsTable());
    write(hours, to.watermark());
    ledger.record(to, hours.size());
    metrics.archived(query, hours.size());
    health = HealthCheck.Verdict.up("closed windows are in Parquet up to " + to.watermark());
    if (!hours.isEmpty()) {
      log.atInfo()
          .addKeyValue("query", query)
          .addKeyValue("hours", hours.size())
          .addKeyValue("watermark", to.watermark())
          .addKeyValue("millis", Duration.between(started, Instant.now()).toMillis())
          .log("archived closed windows");
    }
  }

  private void write(List<Long> hours, Instant watermark) {
    if (hours.isEmpty()) {
      return;
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    HourArchiver task = archiver;
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

  /** Stops after the step in hand. */
  @Override
  public void close() {
    stopping.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
