package io.millrace.spark.telecom;

import io.millrace.model.Domain;
import io.millrace.spark.change.ChangeDecoder;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.query.BatchFacts;
import io.millrace.spark.query.LedgeredQuery;
import io.millrace.spark.query.StreamingMetrics;
import io.millrace.spark.sink.ClickHouseTable;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * Change events of {@code telecom_events} to one-minute metrics in ClickHouse.
 *
 * <p>A micro-batch writes its late contributions and dead letters (from its tasks), then its
 * partial sums, as one insert under one token, which are visible to people from then on.
 *
 * <p>It is one Spark job of one stage, on purpose: planning, generated code, caching and a shuffle
 * cost several times what a second's records do.
 */
public final class TelecomMetricsQuery {

  /** The query's name in checkpoints, ledgers and metrics. */
  public static final String NAME = Domain.TELECOM.metricsQuery();

  private final StreamingConfig config;
  private final ClickHouseTable partialsTable;
  private final LedgeredQuery query;

  /** Nothing is read or written until {@link #start}. */
  public TelecomMetricsQuery(StreamingConfig config, StreamingMetrics metrics) {
    this.config = config;
    this.partialsTable = new ClickHouseTable(config.clickHouse(), "telecom.real_time_partials");
    this.query =
        new LedgeredQuery(
            NAME, Domain.TELECOM.topic(TelecomStreams.TABLE), config, metrics, this::write);
  }

  /** Starts the query on a stream of Kafka records. */
  public StreamingQuery start(Dataset<Row> records) throws TimeoutException {
    return query.start(records);
  }

  private BatchFacts write(Dataset<Row> records, LedgeredQuery.Batch batch) {
    TelecomBatch sum = new TelecomBatch();
    ChangeDecoder.columns(records)
        .mapPartitions(new TelecomTask(config, NAME, batch))
        .collect()
        .forEach(sum::merge);
    // One insert, one token: the batch is in as a whole or not at all.
    sum.facts().addInsert(partialsTable.insert(TelecomRows.partials(sum.sums()), batch.token()));
    return sum.facts();
  }
}
