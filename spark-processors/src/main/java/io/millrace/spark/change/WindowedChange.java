package io.millrace.spark.change;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What one image of a row does to the one-minute window of its event time. */
public interface WindowedChange {

  /** Length of a window. */
  Duration WINDOW = Duration.ofMinutes(1);

  /** The record that brought it. */
  Origin origin();

  /** +1 counted, -1 taken back. */
  int sign();

  /** When PostgreSQL committed the change. */
  Instant commitTime();

  /** When the event happened. */
  Instant eventTime();

  /** Start of the minute it belongs to. */
  default Instant windowStart() {
    return eventTime().truncatedTo(ChronoUnit.MINUTES);
  }

  /** End of that minute. */
  default Instant windowEnd() {
    return windowStart().plus(WINDOW);
  }

  /** Whether the window had ended at or before the watermark. */
  default boolean lateFor(Instant watermark) {
    return !windowEnd().isAfter(watermark);
  }
}
