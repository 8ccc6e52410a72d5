package io.millrace.spark.telecom;

import io.millrace.model.Domain;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.query.StreamingMetrics;
import io.millrace.spark.sink.ClickHouseTable;
import io.millrace.spark.sink.MicroBatchLedger;
import io.millrace.spark.sink.MicroBatchLedger.MicroBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Change events of {@code telecom_events} to one-minute metrics in ClickHouse.
 *
 * <p>A micro-batch writes, in this order: its late contributions and dead letters (from its tasks),
 * its partial sums (visible to people from then on), and its line in the ledger. Each of these
 * writes is idempotent under a replay of the batch, so a crash at any point counts nothing twice:
 * the partial sums by their deduplication token, the ledgers by replacing rows of the same key.
 *
 * <p>It is one Spark job of one stage, on purpose: planning, generated code, caching and a shuffle
 * cost several times what a second's records do.
 */
public final class TelecomMetricsQuery {

  /** The query's name in checkpoints, ledgers and metrics. */
  public static final String NAME = Domain.TELECOM.metricsQuery();

  private final StreamingConfig config;
  private final StreamingMetrics metrics;
  private final MicroBatchLedger ledger;
  private final ClickHouseTable partialsTable;
  private boolean checkpointVerified;

  /** Nothing is read or written until {@link #start}. */
  public TelecomMetricsQuery(StreamingConfig config, StreamingMetrics metrics) {
    this.config = config;
    this.metrics = metrics;
    this.ledger = new MicroBatchLedger(config.clickHouse(), NAME);
    this.partialsTable = new ClickHouseTable(config.clickHouse(), "telecom.real_time_partials");
  }

  /** Starts the query on a stream of Kafka records. */
  public StreamingQuery start(Dataset<Row> records) throws TimeoutException {
    VoidFunction2<Dataset<Row>, Long> process = this::process;
    return records
        .writeStream()
        .queryName(NAME)
        .option("checkpointLocation", config.checkpointLocation() + "/" + NAME)
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
    TelecomBatch batch = run(records, new TelecomTask(config, NAME, batchId, watermark));
    // One insert, one token: the batch is in as a whole or not at all.
    partialsTable.insert(TelecomRows.partials(batch.sums()), checkpointId + ":" + batchId);
    Instant reached = batch.newestEvent().minus(config.lateness());
    Instant next = reached.isAfter(watermark) ? reached : watermark;
    ledger.record(
        new MicroBatch(
            checkpointId,
            batchId,
            watermark,
            next,
            batch.contributions(),
            batch.late(),
            batch.deadLettersByReason().values().stream().mapToLong(Long::longValue).sum(),
            batch.lateHours()));
    report(batch, next);
  }

  private static TelecomBatch run(Dataset<Row> records, TelecomTask task) {
    Dataset<Row> columns =
        records.select(TelecomDecoder.COLUMNS.stream().map(functions::col).toArray(Column[]::new));
    TelecomBatch batch = new TelecomBatch();
    columns.toJavaRDD().mapPartitions(task).collect().forEach(batch::merge);
    return batch;
  }

  private void report(TelecomBatch batch, Instant watermark) {
    if (batch.oldestCommit() != null) {
      metrics.freshness(NAME, Duration.between(batch.oldestCommit(), Instant.now()));
    }
    metrics.late(NAME, batch.late());
    metrics.repeated(NAME, batch.repeated());
    batch
        .deadLettersByReason()
        .forEach((reason, count) -> metrics.deadLetters(NAME, reason, count));
    metrics.watermark(NAME, watermark);
  }
}
