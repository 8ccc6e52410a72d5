package io.millrace.spark.telecom.batch.daily;

import io.millrace.spark.batch.Days;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * What is computed.
 *
 * @param days of the zone
 * @param zone whose days they are; each must begin with a minute of UTC, since windows do
 * @param patience how long the job waits for the stream, for transactions and for other runs
 */
record DailyInput(Days days, ZoneId zone, Duration patience) {

  private static final int MINUTE = 60;

  /** Checks that days begin with windows. */
  DailyInput {
    for (LocalDate day : days.all()) {
      if (day.atStartOfDay(zone).toEpochSecond() % MINUTE != 0) {
        throw new IllegalArgumentException(
            "--zone is "
                + zone
                + ", where "
                + day
                + " begins at "
                + day.atStartOfDay(zone).toInstant()
                + "; allowed: a zone whose days begin with a minute of UTC");
      }
    }
    if (patience.isNegative()) {
      throw new IllegalArgumentException("--patience is " + patience + "; allowed: 0s and more");
    }
  }

  /** The instant that a day begins with. */
  Instant start(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }

  /** The instant that the day after begins with. */
  Instant end(LocalDate day) {
    return start(day.plusDays(1));
  }

  @Override
  public String toString() {
    return "telecom_events " + days + " of " + zone;
  }
}
