package io.millrace.spark.flights;

import io.millrace.model.Domain;
import io.millrace.spark.change.ChangeDecoder;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.query.BatchFacts;
import io.millrace.spark.query.LedgeredQuery;
import io.millrace.spark.query.StreamingMetrics;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * Change events of {@code processed_flights} to {@code opensky.flights_streaming}, a row for each
 * image that came (sign +1) or was taken back (-1). ClickHouse's materialized views keep the sums
 * per country and grid cell from the same inserts.
 */
public final class FlightStatesQuery {

  /** The query's name in checkpoints, ledgers and metrics. */
  public static final String NAME = Domain.OPENSKY.metricsQuery();

  private final StreamingConfig config;
  private final StreamingMetrics metrics;
  private final LedgeredQuery query;

  /** Nothing is read or written until {@link #start}. */
  public FlightStatesQuery(StreamingConfig config, StreamingMetrics metrics) {
    this.config = config;
    this.metrics = metrics;
    this.query =
        new LedgeredQuery(
            NAME, Domain.OPENSKY.topic(FlightStreams.TABLE), config, metrics, this::write);
  }

  /** Starts the query on a stream of Kafka records. */
  public StreamingQuery start(Dataset<Row> records) throws TimeoutException {
    return query.start(records);
  }

  private BatchFacts write(Dataset<Row> records, LedgeredQuery.Batch batch) {
    BatchFacts facts = new BatchFacts();
    ChangeDecoder.columns(records)
        .mapPartitions(new FlightTask(config, NAME, batch))
        .collect()
        .forEach(facts::merge);
    facts.brokenRules().forEach((rule, rows) -> metrics.brokenRule(NAME, rule, rows));
    return facts;
  }
}
