package io.millrace.spark.telecom;

import io.millrace.model.telecom.TelecomRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * What one image of a row does to its window.
 *
 * @param sign +1 counted, -1 taken back
 * @param row keeps all rules, so type, time and region are there
 * @param commitTime when PostgreSQL committed the change
 */
public record Contribution(Origin origin, int sign, TelecomRow row, Instant commitTime) {

  /** When the event happened. */
  public Instant eventTime() {
    return Objects.requireNonNull(row.eventTime());
  }

  /** Start of the minute it belongs to. */
  public Instant windowStart() {
    return eventTime().truncatedTo(ChronoUnit.MINUTES);
  }

  /** End of that minute. */
  public Instant windowEnd() {
    return windowStart().plus(WindowSums.WINDOW);
  }

  /** Whether the window had ended at or before the watermark. */
  public boolean lateFor(Instant watermark) {
    return !windowEnd().isAfter(watermark);
  }
}
