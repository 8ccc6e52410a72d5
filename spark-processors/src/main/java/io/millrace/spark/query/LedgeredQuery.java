package io.millrace.spark.query;

import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.sink.MicroBatchLedger;
import io.millrace.spark.sink.MicroBatchLedger.MicroBatch;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A streaming query whose micro-batches are entered in {@code millrace.micro_batches} once all
 * their effects are confirmed. What a batch writes must be idempotent under its replay, so that a
 * crash at any point counts nothing twice: by a deduplication token, or by replacing rows of the
 * same key.
 */
public final class LedgeredQuery {

  private final String name;
  private final String table;
  private final StreamingConfig config;
  private final StreamingMetrics metrics;
  private final MicroBatchLedger ledger;
  private final Effects effects;
  private boolean checkpointVerified;

  /**
   * A micro-batch at its beginning.
   *
   * @param checkpointId identity of the checkpoint that numbers the batches
   * @param id Spark's number, from 0
   * @param watermark what is judged late by
   */
  public record Batch(String checkpointId, long id, Instant watermark) implements Serializable {

    /** What names the batch for ever. */
    public String token() {
      return checkpointId + ":" + id;
    }
  }

  /** Writes what a micro-batch comes to. */
  @FunctionalInterface
  public interface Effects {
    /** Returns once every write is confirmed. */
    BatchFacts write(Dataset<Row> records, Batch batch);
  }

  /**
   * Nothing is read or written until {@link #start}.
   *
   * @param name in checkpoints, ledgers and metrics
   * @param table whose changes it follows, as its topic is called
   */
  public LedgeredQuery(
      String name,
      String table,
      StreamingConfig config,
      StreamingMetrics metrics,
      Effects effects) {
    this.name = name;
    this.table = table;
    this.config = config;
    this.metrics = metrics;
    this.ledger =
        new MicroBatchLedger(config.clickHouse(), name, insert -> metrics.inserted(name, insert));
    this.effects = effects;
  }

  /** Starts the query on a stream of Kafka records. */
  public StreamingQuery start(Dataset<Row> records) throws TimeoutException {
    VoidFunction2<Dataset<Row>, Long> process = this::process;
    return records
        .writeStream()
        .queryName(name)
        .option("checkpointLocation", config.checkpointLocation() + "/" + name)
        .trigger(Trigger.ProcessingTime(config.trigger().toMillis()))
        .foreachBatch(process)
        .start();
  }

  private void process(Dataset<Row> records, long batchId) {
    String checkpointId =
        records.sparkSession().sparkContext().getLocalProperty("sql.streaming.queryId");
    if (!checkpointVerified) {
      ledger.requireSameCheckpoint(checkpointId);
      checkpointVerified = true;
    }
    Instant watermark = ledger.watermarkBefore(checkpointId, batchId);
    BatchFacts facts = effects.write(records, new Batch(checkpointId, batchId, watermark));
    facts.inserts().forEach(insert -> metrics.inserted(name, insert));
    Instant reached = facts.newestEvent().minus(config.lateness());
    Instant next = reached.isAfter(watermark) ? reached : watermark;
    ledger.record(
        new MicroBatch(
            checkpointId,
            batchId,
            watermark,
            next,
            facts.contributions(),
            facts.late(),
            facts.deadLetters(),
            facts.lateHours(),
            facts.windows(),
            facts.oldestCommit(),
            facts.newestCommit()));
    report(facts, next);
  }

  private void report(BatchFacts facts, Instant watermark) {
    if (facts.oldestCommit() != null && facts.newestCommit() != null) {
      metrics.freshness(name, table, Duration.between(facts.oldestCommit(), Instant.now()));
      metrics.newestCommit(name, table, facts.newestCommit());
    }
    metrics.late(name, facts.late());
    metrics.repeated(name, facts.repeated());
    facts
        .deadLettersByReason()
        .forEach((reason, count) -> metrics.deadLetters(name, reason, count));
    metrics.watermark(name, watermark);
  }
}
