package io.millrace.spark.query;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.millrace.spark.sink.Insert;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** All meters of the streaming application. */
public final class StreamingMetrics {

  private static final double[] FRESHNESS_BOUNDS_SECONDS = {
    0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30, 60, 300
  };

  private static final Duration[] BATCH_BOUNDS = {
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60),
    Duration.ofSeconds(300)
  };

  private static final Duration[] INSERT_BOUNDS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60)
  };

  private final MeterRegistry registry;
  private final Map<String, QueryGauges> gauges = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> watermarks = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> newestCommits = new ConcurrentHashMap<>();

  /** Registers in {@code registry}. */
  public StreamingMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A micro-batch ended. */
  public void batchFinished(String query, long inputRows, Duration duration) {
    Tags tags = Tags.of("query", query);
    registry.counter("millrace.spark.input.records", tags).increment(inputRows);
    Timer.builder("millrace.spark.batch.duration")
        .description("Micro-batches that read something, from trigger to commit")
        .tags(tags)
        .serviceLevelObjectives(BATCH_BOUNDS)
        .register(registry)
        .record(duration);
  }

  /** The gauges of a query, which its supervisor and its progress reports keep. */
  QueryGauges gauges(String query) {
    return gauges.computeIfAbsent(query, name -> new QueryGauges(registry, name));
  }

  /**
   * ClickHouse has confirmed an insert; one of no rows is not counted.
   *
   * @param query or another name under which something is written, as the ledgers have it
   */
  public void inserted(String query, Insert insert) {
    if (insert.rows() == 0) {
      return;
    }
    Tags tags = Tags.of("query", query, "table", insert.table());
    Timer.builder("millrace.spark.sink.insert")
        .description("Inserts into ClickHouse, from the request to the confirmation")
        .tags(tags)
        .serviceLevelObjectives(INSERT_BOUNDS)
        .register(registry)
        .record(insert.duration());
    Counter.builder("millrace.spark.sink.rows")
        .description("Rows of confirmed inserts, repetitions that ClickHouse drops included")
        .tags(tags)
        .register(registry)
        .increment(insert.rows());
  }

  /** A phase of a micro-batch ended, by Spark's name for it, such as {@code addBatch}. */
  public void phaseFinished(String query, String phase, Duration duration) {
    registry.timer("millrace.spark.batch.phase", "query", query, "phase", phase).record(duration);
  }

  /** A query ended with an error and will be started again. */
  public void queryRestarted(String query) {
    registry.counter("millrace.spark.query.restarts", "query", query).increment();
  }

  /** Contributions whose window had closed. */
  public void late(String query, long contributions) {
    registry.counter("millrace.spark.late.contributions", "query", query).increment(contributions);
  }

  /** Rows that were only shown once more, by an incremental snapshot, and are not counted. */
  public void repeated(String query, long rows) {
    registry.counter("millrace.spark.repeated.rows", "query", query).increment(rows);
  }

  /** Records turned away for a reason. */
  public void deadLetters(String query, String reason, long records) {
    registry
        .counter("millrace.spark.dead.letters", "query", query, "reason", reason)
        .increment(records);
  }

  /** Rows that came and name a data-quality rule. */
  public void brokenRule(String query, String rule, long rows) {
    registry.counter("millrace.spark.broken.rules", "query", query, "rule", rule).increment(rows);
  }

  /**
   * Time from a PostgreSQL commit until its effect is in ClickHouse, of a batch's oldest commit. A
   * heartbeat counts like a row: its effect is the batch's entry in the ledger.
   *
   * @param table as its topic is called
   */
  public void freshness(String query, String table, Duration age) {
    DistributionSummary.builder("millrace.spark.freshness")
        .description("PostgreSQL commit to the row being queryable, of each micro-batch's oldest")
        .baseUnit("seconds")
        .tags("query", query, "table", table)
        .serviceLevelObjectives(FRESHNESS_BOUNDS_SECONDS)
        .register(registry)
        .record(Math.max(0, age.toMillis() / 1_000.0));
  }

  /**
   * Everything that PostgreSQL committed up to then can be queried, unless a backlog is being
   * worked off. It never goes back.
   *
   * @param table as its topic is called
   */
  public void newestCommit(String query, String table, Instant commit) {
    newestCommits
        .computeIfAbsent(
            query,
            name -> {
              AtomicLong millis = new AtomicLong();
              Gauge.builder("millrace.spark.newest.commit.timestamp", () -> millis.get() / 1_000.0)
                  .description("Newest PostgreSQL commit, rows and heartbeats, that is queryable")
                  .baseUnit("seconds")
                  .tags("query", query, "table", table)
                  .register(registry);
              return millis;
            })
        .accumulateAndGet(commit.toEpochMilli(), Math::max);
  }

  /** The query's watermark has moved. */
  public void watermark(String query, Instant watermark) {
    watermarks
        .computeIfAbsent(
            query,
            name ->
                registry.gauge(
                    "millrace.spark.watermark.timestamp.seconds",
                    Tags.of("query", name),
                    new AtomicLong()))
        .set(watermark.getEpochSecond());
    gauges(query).watermark(watermark);
  }

  /** Objects that hold closed windows were written. */
  public void archived(String query, long objects) {
    registry.counter("millrace.spark.archive.objects", "query", query).increment(objects);
  }

  /** Rows that were written back to PostgreSQL, changed or deleted there. */
  public void written(String query, long rows) {
    registry.counter("millrace.spark.postgresql.rows", "query", query).increment(rows);
  }
}
