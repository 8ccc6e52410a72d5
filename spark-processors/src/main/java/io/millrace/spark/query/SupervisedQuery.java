package io.millrace.spark.query;

import io.millrace.runtime.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A streaming query that outlives its failures: when it ends with an error, because Kafka, S3 or
 * ClickHouse is away, it is started again from its checkpoint after a pause that doubles from 1 s
 * to 30 s. Meanwhile its health is down.
 */
public final class SupervisedQuery implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SupervisedQuery.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** A query that has run this long is well again: its next failure starts with a short pause. */
  private static final Duration STEADY = Duration.ofMinutes(1);

  private final String name;
  private final SparkSession spark;
  private final Starter starter;
  private final StreamingMetrics metrics;
  private final Thread thread;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile @Nullable StreamingQuery running;
  private volatile String failure = "not started yet";

  /** Starts the query, from its checkpoint if there is one. */
  @FunctionalInterface
  public interface Starter {
    /** Called at first and after each failure. */
    StreamingQuery start() throws TimeoutException;
  }

  /**
   * Starts supervising on a thread of its own.
   *
   * @param name the query's name, also its scheduler pool
   */
  public SupervisedQuery(
      String name, SparkSession spark, Starter starter, StreamingMetrics metrics) {
    this.name = name;
    this.spark = spark;
    this.starter = starter;
    this.metrics = metrics;
    this.thread = new Thread(this::supervise, "query-" + name);
    this.thread.setDaemon(true);
    metrics
        .gauges(name)
        .activeWhile(
            () -> {
              StreamingQuery query = running;
              return query != null && query.isActive();
            });
  }

  /** Begins; returns at once. */
  public SupervisedQuery start() {
    thread.start();
    return this;
  }

  /** Up while the query runs. */
  public HealthCheck.Verdict health() {
    StreamingQuery query = running;
    if (query == null || !query.isActive()) {
      return HealthCheck.Verdict.down(failure);
    }
    return query.lastProgress() == null
        ? HealthCheck.Verdict.up("running, no micro-batch yet")
        : HealthCheck.Verdict.up(
            "micro-batch %d, %.0f records/s"
                .formatted(
                    query.lastProgress().batchId(), query.lastProgress().inputRowsPerSecond()));
  }

  private void supervise() {
    // Each query has a pool, so that a long archive or raw batch does not hold the fast one up.
    spark.sparkContext().setLocalProperty("spark.scheduler.pool", name);
    Duration pause = FIRST_PAUSE;
    while (stopping.getCount() > 0) {
      Instant started = Instant.now();
      try {
        StreamingQuery query = starter.start();
        running = query;
        log.atInfo().addKeyValue("query", name).log("streaming query runs");
        query.awaitTermination();
        if (stopping.getCount() > 0) {
          failed(new IllegalStateException("the query ended without an error"), pause);
        }
      } catch (StreamingQueryException | TimeoutException | RuntimeException e) {
        if (stopping.getCount() > 0) {
          failed(e, pause);
        }
      }
      running = null;
      if (Duration.between(started, Instant.now()).compareTo(STEADY) > 0) {
        pause = FIRST_PAUSE;
      }
      pause = sleep(pause);
    }
  }

  private void failed(Exception error, Duration pause) {
    Throwable cause = rootCause(error);
    failure = "starts again in " + pause.toSeconds() + " s after: " + cause;
    metrics.queryRestarted(name);
    log.atWarn()
        .addKeyValue("query", name)
        .addKeyValue("pause_seconds", pause.toSeconds())
        .setCause(error)
        .log("streaming query ended; it starts again from its checkpoint");
  }

  private static Throwable rootCause(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Waits, and answers the next pause. */
  private Duration sleep(Duration pause) {
    try {
      boolean stopped = stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      Duration doubled = pause.multipliedBy(2);
      return stopped || doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    } catch (InterruptedException e) {
      stopping.countDown();
      return pause;
    }
  }

  /** Stops the query; a micro-batch in flight is abandoned and replayed at the next start. */
  @Override
  public void close() {
    stopping.countDown();
    StreamingQuery query = running;
    if (query == null) {
      return;
    }
    try {
      query.stop();
    } catch (TimeoutException e) {
      log.atWarn()
          .addKeyValue("query", name)
          .setCause(e)
          .log("streaming query did not stop in time");
    }
  }
}
