package io.millrace.spark.sink;

import io.millrace.model.Domain;
import io.millrace.spark.change.DeadLetter;
import io.millrace.spark.change.WindowedChange;
import io.millrace.spark.config.StreamingConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a task keeps of its micro-batch for people to look at: contributions that came late, and
 * records that were turned away. Its rows replace those of the same key, so a task may run twice.
 *
 * <p>Used by one thread.
 */
public final class BatchLog {

  /** Rows held before they are written; bounds a task's memory. */
  private static final int CHUNK = 10_000;

  private final Domain domain;
  private final String query;
  private final long batchId;
  private final Instant watermark;
  private final Duration lateness;
  private final ClickHouseTable lateTable;
  private final ClickHouseTable deadLettersTable;
  private final DeadLetterTopic deadLetterTopic;
  private final Consumer<Insert> inserted;
  private final List<DeadLetter> letters = new ArrayList<>();
  private JsonRows late = new JsonRows();

  /**
   * A log with nothing in it.
   *
   * @param watermark what the batch is judged late by
   * @param inserted told of each insert into ClickHouse
   */
  public BatchLog(
      StreamingConfig config,
      Domain domain,
      String query,
      long batchId,
      Instant watermark,
      Consumer<Insert> inserted) {
    this.inserted = inserted;
    this.domain = domain;
    this.query = query;
    this.batchId = batchId;
    this.watermark = watermark;
    this.lateness = config.lateness();
    this.lateTable = new ClickHouseTable(config.clickHouse(), "millrace.late_events");
    this.deadLettersTable = new ClickHouseTable(config.clickHouse(), "millrace.dead_letters");
    this.deadLetterTopic = new DeadLetterTopic(config.kafkaBootstrapServers(), query);
  }

  /**
   * Keeps a contribution whose window had closed.
   *
   * @param eventId key of its row in PostgreSQL
   * @param eventType what it was
   * @param region where it was
   */
  public void late(WindowedChange change, long eventId, String eventType, String region) {
    Duration lateBy = Duration.between(change.windowEnd(), watermark.plus(lateness));
    late.add(
        json -> {
          json.writeStringField("domain", domain.database());
          json.writeStringField("topic", change.origin().topic());
          json.writeNumberField("kafka_partition", change.origin().partition());
          json.writeNumberField("kafka_offset", change.origin().offset());
          json.writeNumberField("sign", change.sign());
          json.writeNumberField("event_id", eventId);
          json.writeStringField("event_time", JsonRows.micros(change.eventTime()));
          json.writeStringField("window_start", JsonRows.seconds(change.windowStart()));
          json.writeStringField("event_type", eventType);
          json.writeStringField("region", region);
          json.writeStringField("watermark", JsonRows.micros(watermark));
          json.writeNumberField("late_seconds", lateBy.toMillis() / 1_000.0);
          json.writeStringField("query", query);
          json.writeNumberField("batch_id", batchId);
        });
    writeIfMany();
  }

  /** Keeps a record that was turned away. */
  public void deadLetter(DeadLetter letter) {
    letters.add(letter);
    writeIfMany();
  }

  /**
   * Writes what is held; returns once all of it is confirmed.
   *
   * @throws SinkException if ClickHouse or Kafka does not confirm
   */
  public void flush() {
    inserted.accept(lateTable.insert(late, ""));
    deadLetterTopic.send(letters);
    inserted.accept(deadLettersTable.insert(letterRows(), ""));
    late = new JsonRows();
    letters.clear();
  }

  private void writeIfMany() {
    if (late.count() + letters.size() >= CHUNK) {
      flush();
    }
  }

  private JsonRows letterRows() {
    JsonRows rows = new JsonRows();
    for (DeadLetter letter : letters) {
      rows.add(
          json -> {
            json.writeStringField("topic", letter.topic());
            json.writeNumberField("kafka_partition", letter.partition());
            json.writeNumberField("kafka_offset", letter.offset());
            json.writeStringField("query", query);
            json.writeStringField("reason", letter.reason());
            json.writeStringField("detail", letter.detail());
            json.writeNumberField("batch_id", batchId);
          });
    }
    return rows;
  }
}
