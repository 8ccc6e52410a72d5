package io.millrace.spark.telecom.batch.percentiles;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.sink.JsonRows;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * The percentiles of one group of events.
 *
 * @param hour 0 to 23, or {@link Percentiles#WHOLE_DAY}
 * @param region or {@link Percentiles#ALL}
 * @param measure {@code duration}, {@code megabytes} or {@code amount}
 * @param events that have the measure
 * @param exact by {@link Percentiles#SHARES}
 * @param approximate by the same
 * @param rankError the greatest distance of an approximate value's rank from the one it stands for,
 *     as a share of the events
 */
record GroupPercentiles(
    LocalDate day,
    int hour,
    String eventType,
    String region,
    String measure,
    long events,
    List<Double> exact,
    List<Double> approximate,
    double rankError) {

  /** Rows that a group has in the table: one a method. */
  static final int ROWS = 2;

  private static final List<String> COLUMNS = List.of("p50", "p90", "p95", "p99", "p999");

  /** Reads a row of {@link Percentiles#of}. */
  static GroupPercentiles of(Row row) {
    long events = row.getLong(row.fieldIndex("n"));
    List<Long> below = row.getList(row.fieldIndex("below"));
    List<Long> upTo = row.getList(row.fieldIndex("up_to"));
    return new GroupPercentiles(
        row.getDate(row.fieldIndex("day")).toLocalDate(),
        row.getInt(row.fieldIndex("hour")),
        row.getString(row.fieldIndex("event_type")),
        row.getString(row.fieldIndex("region")),
        row.getString(row.fieldIndex("measure")),
        events,
        row.getList(row.fieldIndex("exact")),
        row.getList(row.fieldIndex("approximate")),
        rankError(events, below, upTo));
  }

  /**
   * How far the values are from the ranks that they stand for, as a share of the events. Equal
   * values share the ranks {@code below + 1} to {@code upTo}; the rank of a share is {@code
   * ceil(share * events)}, from 1.
   *
   * @param below for each share, how many values are less than the one that stands for it
   * @param upTo for each share, how many are not greater
   */
  static double rankError(long events, List<Long> below, List<Long> upTo) {
    long greatest = 0;
    for (int i = 0; i < Percentiles.SHARES.size(); i++) {
      long rank = Math.max(1, (long) Math.ceil(Percentiles.SHARES.get(i) * events));
      long tooHigh = below.get(i) + 1 - rank;
      long tooLow = rank - upTo.get(i);
      greatest = Math.max(greatest, Math.max(tooHigh, tooLow));
    }
    return (double) greatest / events;
  }

  /**
   * Refuses values that are further from their ranks than Spark promises: {@code events /
   * accuracy}, rounded to a whole rank.
   *
   * @throws BatchException naming the group and both numbers
   */
  void requireWithin(int accuracy) {
    double ranks = rankError * events;
    double allowed = (double) events / accuracy + 0.5;
    if (ranks > allowed) {
      throw new BatchException(
          "an approximate percentile of %s, %s %s in %s, hour %d, is %.0f ranks of %d off; %s allows %.1f; nothing was replaced"
              .formatted(
                  day,
                  eventType,
                  measure,
                  region,
                  hour,
                  ranks,
                  events,
                  "--accuracy " + accuracy,
                  allowed));
    }
  }

  /** Adds the group's rows of {@code telecom.percentiles}. */
  void write(JsonRows rows, RunId run) {
    rows.add(json -> write(json, "exact", exact, 0, run));
    rows.add(json -> write(json, "approximate", approximate, rankError, run));
  }

  private void write(
      JsonGenerator json, String method, List<Double> values, double error, RunId run)
      throws IOException {
    json.writeStringField("day", day.toString());
    json.writeNumberField("hour", hour);
    json.writeStringField("event_type", eventType);
    json.writeStringField("region", region);
    json.writeStringField("measure", measure);
    json.writeStringField("method", method);
    json.writeNumberField("events", events);
    for (int i = 0; i < COLUMNS.size(); i++) {
      json.writeNumberField(COLUMNS.get(i), values.get(i));
    }
    json.writeNumberField("rank_error", error);
    json.writeStringField("run_id", run.text());
  }
}
