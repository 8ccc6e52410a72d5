package io.millrace.spark.flights;

import io.millrace.model.Domain;
import io.millrace.spark.change.ChangeDecoder;
import io.millrace.spark.change.DeadLetter;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.query.BatchFacts;
import io.millrace.spark.query.LedgeredQuery;
import io.millrace.spark.sink.BatchLog;
import io.millrace.spark.sink.ClickHouseTable;
import io.millrace.spark.sink.JsonRows;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What a Spark task does with its part of a micro-batch: decode the images and insert them in
 * chunks.
 *
 * <p>A task reads one range of one Kafka partition, the same range whenever the batch is run, so
 * the chunks are the same too, and the offsets in their tokens name them for ever. Changes of one
 * row are in one partition, so they are inserted in their order.
 */
final class FlightTask implements FlatMapFunction<Iterator<Row>, BatchFacts> {

  private static final long serialVersionUID = 1L;

  /**
   * Rows of one insert, about 400 bytes each. Another number makes other tokens: a batch that was
   * cut short by an upgrade which changes it would insert its first chunks twice.
   */
  private static final int CHUNK = 20_000;

  private final StreamingConfig config;
  private final String query;
  private final LedgeredQuery.Batch batch;
  private final ClickHouseTable table;

  FlightTask(StreamingConfig config, String query, LedgeredQuery.Batch batch) {
    this.config = config;
    this.query = query;
    this.batch = batch;
    this.table = new ClickHouseTable(config.clickHouse(), "opensky.flights_streaming");
  }

  @Override
  public Iterator<BatchFacts> call(Iterator<Row> records) {
    BatchFacts facts = new BatchFacts();
    BatchLog log =
        new BatchLog(
            config, Domain.OPENSKY, query, batch.id(), batch.watermark(), facts::addInsert);
    JsonRows rows = new JsonRows();
    @Nullable FlightRow last = null;
    while (records.hasNext()) {
      ChangeDecoder.Decoded<FlightRow> decoded = FlightDecoder.DECODER.decode(records.next());
      for (FlightRow row : decoded.contributions()) {
        add(row, facts, log);
        rows.add(json -> FlightRows.write(json, row));
        last = row;
      }
      if (decoded.heartbeat() != null) {
        facts.addHeartbeat(decoded.heartbeat());
      }
      if (decoded.repeated()) {
        facts.addRepeated();
      }
      for (DeadLetter letter : decoded.deadLetters()) {
        facts.addDeadLetter(letter.reason());
        log.deadLetter(letter);
      }
      if (rows.count() >= CHUNK) {
        insert(rows, last, facts);
        rows = new JsonRows();
      }
    }
    insert(rows, last, facts);
    log.flush();
    return List.of(facts).iterator();
  }

  private void add(FlightRow row, BatchFacts facts, BatchLog log) {
    if (facts.add(row, batch.watermark())) {
      log.late(
          row,
          row.flightId(),
          "STATE",
          Objects.requireNonNullElse(row.state().country(), FlightStreams.UNKNOWN_COUNTRY));
    }
    if (row.sign() > 0) {
      row.verdict().rules().forEach(facts::addBrokenRule);
    }
  }

  private void insert(JsonRows rows, @Nullable FlightRow last, BatchFacts facts) {
    if (last != null) {
      String end = last.origin().partition() + ":" + last.origin().offset();
      facts.addInsert(table.insert(rows, batch.token() + ":" + end));
    }
  }
}
