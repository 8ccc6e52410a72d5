package io.millrace.spark.telecom;

import io.millrace.model.Domain;
import io.millrace.spark.sink.DeadLetter;
import io.millrace.spark.sink.JsonRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the telecom domain writes, as rows of its ClickHouse tables. */
public final class TelecomRows {

  private TelecomRows() {}

  /** Rows of {@code telecom.real_time_partials}. */
  public static JsonRows partials(WindowSums sums) {
    JsonRows rows = new JsonRows();
    sums.windows()
        .forEach(
            (key, window) ->
                rows.add(
                    json -> {
                      json.writeStringField("window_start", JsonRows.seconds(key.windowStart()));
                      json.writeStringField("event_type", key.eventType());
                      json.writeStringField("region", key.region());
                      json.writeNumberField("events", window.events());
                      json.writeNumberField("duration_seconds", window.durationSeconds());
                      json.writeStringField("megabytes", JsonRows.decimal(window.megabytes()));
                      json.writeStringField("amount", JsonRows.decimal(window.amount()));
                      JsonRows.unsignedMap(json, "subscribers", window.subscribers());
                      json.writeStringField("last_commit", JsonRows.micros(window.lastCommit()));
                    }));
    return rows;
  }

  /** Rows of {@code millrace.late_events}. */
  static JsonRows late(
      List<Contribution> contributions,
      String query,
      Instant watermark,
      Duration lateness,
      long batchId) {
    JsonRows rows = new JsonRows();
    for (Contribution late : contributions) {
      Duration lateBy = Duration.between(late.windowEnd(), watermark.plus(lateness));
      rows.add(
          json -> {
            json.writeStringField("domain", Domain.TELECOM.database());
            json.writeStringField("topic", late.origin().topic());
            json.writeNumberField("kafka_partition", late.origin().partition());
            json.writeNumberField("kafka_offset", late.origin().offset());
            json.writeNumberField("sign", late.sign());
            json.writeNumberField("event_id", late.row().eventId());
            json.writeStringField("event_time", JsonRows.micros(late.eventTime()));
            json.writeStringField("window_start", JsonRows.seconds(late.windowStart()));
            json.writeStringField("event_type", late.row().eventType());
            json.writeStringField("region", late.row().region());
            json.writeStringField("watermark", JsonRows.micros(watermark));
            json.writeNumberField("late_seconds", lateBy.toMillis() / 1_000.0);
            json.writeStringField("query", query);
            json.writeNumberField("batch_id", batchId);
          });
    }
    return rows;
  }

  /** Rows of {@code millrace.dead_letters}. */
  static JsonRows deadLetters(List<DeadLetter> letters, String query, long batchId) {
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
