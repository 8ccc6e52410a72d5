package io.millrace.spark.telecom;

import io.millrace.model.Domain;
import io.millrace.spark.change.ChangeDecoder;
import io.millrace.spark.change.DeadLetter;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.query.LedgeredQuery;
import io.millrace.spark.sink.BatchLog;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * What a Spark task does with its part of a micro-batch: decode and add up, in one pass and without
 * a shuffle, since the sums are small; and keep what is late or turned away.
 *
 * <p>A task may run twice. The rows it writes replace those of the same key, and its sums only
 * count once the driver has them.
 */
final class TelecomTask implements FlatMapFunction<Iterator<Row>, TelecomBatch> {

  private static final long serialVersionUID = 1L;

  private final StreamingConfig config;
  private final String query;
  private final LedgeredQuery.Batch batch;

  TelecomTask(StreamingConfig config, String query, LedgeredQuery.Batch batch) {
    this.config = config;
    this.query = query;
    this.batch = batch;
  }

  @Override
  public Iterator<TelecomBatch> call(Iterator<Row> records) {
    TelecomBatch sum = new TelecomBatch();
    BatchLog log =
        new BatchLog(
            config, Domain.TELECOM, query, batch.id(), batch.watermark(), sum.facts()::addInsert);
    while (records.hasNext()) {
      ChangeDecoder.Decoded<Contribution> decoded = TelecomDecoder.DECODER.decode(records.next());
      for (Contribution contribution : decoded.contributions()) {
        if (sum.add(contribution, batch.watermark())) {
          log.late(
              contribution,
              contribution.row().eventId(),
              Objects.requireNonNull(contribution.row().eventType()),
              Objects.requireNonNull(contribution.row().region()));
        }
      }
      if (decoded.heartbeat() != null) {
        sum.facts().addHeartbeat(decoded.heartbeat());
      }
      if (decoded.repeated()) {
        sum.facts().addRepeated();
      }
      for (DeadLetter letter : decoded.deadLetters()) {
        sum.facts().addDeadLetter(letter.reason());
        log.deadLetter(letter);
      }
    }
    log.flush();
    return List.of(sum).iterator();
  }
}
