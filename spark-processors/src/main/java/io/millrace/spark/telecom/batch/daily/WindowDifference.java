package io.millrace.spark.telecom.batch.daily;

import com.clickhouse.client.api.query.GenericRecord;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.sink.JsonRows;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A window that the stream has otherwise than PostgreSQL.
 *
 * @param windowStart start of the minute
 * @param before as the stream has it
 * @param subscribersBefore distinct ones of that
 * @param after as PostgreSQL has it
 * @param subscribersAfter distinct ones of that
 * @param subscribers what is to be added to each subscriber's number of events, as JSON
 * @param lastCommit the newest commit that the stream has counted in it; 1970 if it has none
 */
record WindowDifference(
    Instant windowStart,
    String eventType,
    String region,
    Totals before,
    long subscribersBefore,
    Totals after,
    long subscribersAfter,
    String subscribers,
    Instant lastCommit) {

  /** Reads a row of {@link StreamWindows}. */
  static WindowDifference of(GenericRecord row) {
    return new WindowDifference(
        Instant.ofEpochSecond(row.getLong("window_seconds")),
        row.getString("type"),
        row.getString("of_region"),
        totals(row, "before"),
        row.getLong("subscribers_before"),
        totals(row, "after"),
        row.getLong("subscribers_after"),
        row.getString("subscribers_missing"),
        Instant.ofEpochMilli(row.getLong("newest_commit")));
  }

  private static Totals totals(GenericRecord row, String when) {
    return new Totals(
        row.getLong("events_" + when),
        row.getLong("duration_seconds_" + when),
        new BigDecimal(row.getString("megabytes_" + when)),
        new BigDecimal(row.getString("amount_" + when)));
  }

  /**
   * Adds the row of {@code telecom.real_time_partials} that puts it right.
   *
   * @param settled before which all commits are known; the row must not look newer
   */
  void correct(JsonRows rows, Instant settled) {
    Instant commit = lastCommit.equals(Instant.EPOCH) ? settled.minusMillis(1) : lastCommit;
    rows.add(
        json -> {
          json.writeStringField("window_start", JsonRows.seconds(windowStart));
          json.writeStringField("event_type", eventType);
          json.writeStringField("region", region);
          json.writeNumberField("events", after.events() - before.events());
          json.writeNumberField(
              "duration_seconds", after.durationSeconds() - before.durationSeconds());
          json.writeStringField(
              "megabytes", JsonRows.decimal(after.megabytes().subtract(before.megabytes())));
          json.writeStringField(
              "amount", JsonRows.decimal(after.amount().subtract(before.amount())));
          json.writeFieldName("subscribers");
          json.writeRawValue(subscribers);
          json.writeStringField("last_commit", JsonRows.micros(commit));
        });
  }

  /** Adds the row of {@code telecom.restated_windows} that says so. */
  void tell(JsonRows rows, LocalDate day, RunId run, String state) {
    rows.add(
        json -> {
          json.writeStringField("run_id", run.text());
          json.writeStringField("day", day.toString());
          json.writeStringField("window_start", JsonRows.seconds(windowStart));
          json.writeStringField("event_type", eventType);
          json.writeStringField("region", region);
          tell(json, "before", before, subscribersBefore);
          tell(json, "after", after, subscribersAfter);
          json.writeStringField("state", state);
        });
  }

  private static void tell(JsonGenerator json, String when, Totals totals, long subscribers)
      throws IOException {
    json.writeNumberField("events_" + when, totals.events());
    json.writeNumberField("duration_seconds_" + when, totals.durationSeconds());
    json.writeStringField("megabytes_" + when, JsonRows.decimal(totals.megabytes()));
    json.writeStringField("amount_" + when, JsonRows.decimal(totals.amount()));
    json.writeNumberField("subscribers_" + when, subscribers);
  }

  @Override
  public String toString() {
    return windowStart
        + " "
        + eventType
        + " "
        + region
        + ": events "
        + before.events()
        + " -> "
        + after.events()
        + ", seconds "
        + before.durationSeconds()
        + " -> "
        + after.durationSeconds()
        + ", MB "
        + before.megabytes().toPlainString()
        + " -> "
        + after.megabytes().toPlainString()
        + ", amount "
        + before.amount().toPlainString()
        + " -> "
        + after.amount().toPlainString()
        + ", subscribers "
        + subscribersBefore
        + " -> "
        + subscribersAfter;
  }
}
