package io.millrace.spark.telecom.batch.daily;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a day of one event type, or all, in one region, or all.
 *
 * @param eventType or {@link DayFigures#ALL}
 * @param region or {@link DayFigures#ALL}
 * @param totals exact
 * @param eventsWithDuration of those counted
 * @param subscribers distinct ones, those not known left out
 */
record DayGroup(
    String eventType, String region, Totals totals, long eventsWithDuration, long subscribers) {

  private static final int SCALE = 6;
  private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3_600);

  /** Rounded half up to 6 decimals. */
  BigDecimal durationHours() {
    return BigDecimal.valueOf(totals.durationSeconds())
        .divide(SECONDS_PER_HOUR, SCALE, RoundingMode.HALF_UP);
  }

  /** TB of 10¹² bytes, exact. */
  BigDecimal terabytes() {
    return totals.megabytes().movePointLeft(SCALE);
  }

  /** s, over the events that have a duration, to 6 decimals; null if none has. */
  @Nullable BigDecimal averageDurationSeconds() {
    return ratio(BigDecimal.valueOf(totals.durationSeconds()), eventsWithDuration);
  }

  /** MB, of all events by distinct subscriber, to 6 decimals; null if none is known. */
  @Nullable BigDecimal megabytesPerSubscriber() {
    return ratio(totals.megabytes(), subscribers);
  }

  private static @Nullable BigDecimal ratio(BigDecimal sum, long count) {
    return count == 0 ? null : sum.divide(BigDecimal.valueOf(count), SCALE, RoundingMode.HALF_UP);
  }
}
