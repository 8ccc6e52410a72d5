package io.millrace.spark.telecom;

import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.sink.ClickHouseTable;
import io.millrace.spark.sink.DeadLetter;
import io.millrace.spark.sink.DeadLetterTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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

  /** Rows held before they are written; bounds a task's memory. */
  private static final int CHUNK = 10_000;

  private final String query;
  private final long batchId;
  private final Instant watermark;
  private final Duration lateness;
  private final ClickHouseTable lateTable;
  private final ClickHouseTable deadLettersTable;
  private final DeadLetterTopic deadLetterTopic;

  TelecomTask(StreamingConfig config, String query, long batchId, Instant watermark) {
    this.query = query;
    this.batchId = batchId;
    this.watermark = watermark;
    this.lateness = config.lateness();
    this.lateTable = new ClickHouseTable(config.clickHouse(), "millrace.late_events");
    this.deadLettersTable = new ClickHouseTable(config.clickHouse(), "millrace.dead_letters");
    this.deadLetterTopic = new DeadLetterTopic(config.kafkaBootstrapServers(), query);
  }

  @Override
  public Iterator<TelecomBatch> call(Iterator<Row> records) {
    TelecomBatch batch = new TelecomBatch();
    List<Contribution> late = new ArrayList<>();
    List<DeadLetter> letters = new ArrayList<>();
    while (records.hasNext()) {
      TelecomDecoder.Decoded decoded = TelecomDecoder.decode(records.next());
      for (Contribution contribution : decoded.contributions()) {
        if (batch.add(contribution, watermark)) {
          late.add(contribution);
        }
      }
      if (decoded.repeated()) {
        batch.addRepeated();
      }
      for (DeadLetter letter : decoded.deadLetters()) {
        batch.add(letter);
        letters.add(letter);
      }
      if (late.size() + letters.size() >= CHUNK) {
        keep(late, letters);
      }
    }
    keep(late, letters);
    return List.of(batch).iterator();
  }

  private void keep(List<Contribution> late, List<DeadLetter> letters) {
    lateTable.insert(TelecomRows.late(late, query, watermark, lateness, batchId), "");
    deadLetterTopic.send(letters);
    deadLettersTable.insert(TelecomRows.deadLetters(letters, query, batchId), "");
    late.clear();
    letters.clear();
  }
}
