package io.millrace.spark.telecom;

import io.millrace.spark.sink.JsonRows;

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
}
