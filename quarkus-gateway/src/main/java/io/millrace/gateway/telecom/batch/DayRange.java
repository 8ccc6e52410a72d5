package io.millrace.gateway.telecom.batch;

import io.millrace.gateway.request.RequestParameters;
import io.millrace.gateway.request.TimeRange;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Days as the tables have them, of whatever zone.
 *
 * @param from first day
 * @param to day no longer contained; at most 31 days after {@code from}
 */
record DayRange(LocalDate from, LocalDate to) {

  private static final long DEFAULT_DAYS = 7;
  private static final LocalDate EARLIEST = LocalDate.of(1970, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(2100, 1, 1);

  /** Reads {@code from} and {@code to}; what is wrong is noted in the parameters. */
  static DayRange read(RequestParameters parameters, InstantSource clock) {
    // A day that the furthest east has begun.
    LocalDate fallback = LocalDate.ofInstant(clock.instant(), ZoneOffset.ofHours(14)).plusDays(1);
    LocalDate to = day(parameters, "to").orElse(fallback);
    LocalDate from = day(parameters, "from").orElse(to.minusDays(DEFAULT_DAYS));
    long length = ChronoUnit.DAYS.between(from, to);
    long longest = TimeRange.LONGEST.toDays();
    if (length <= 0) {
      parameters.reject("from", from.toString(), "is not before to", "a day before to, " + to);
    } else if (length > longest) {
      parameters.reject(
          "from",
          from.toString(),
          "is " + length + " days before to, " + to,
          "at most " + longest + " days");
    }
    return new DayRange(from, to);
  }

  private static Optional<LocalDate> day(RequestParameters parameters, String name) {
    return parameters.optional(name, DayRange::day, "is not a day", "a day such as 2026-11-21");
  }

  private static Optional<LocalDate> day(String text) {
    try {
      LocalDate day = LocalDate.parse(text);
      return day.isBefore(EARLIEST) || day.isAfter(LATEST) ? Optional.empty() : Optional.of(day);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** How many days. */
  long length() {
    return ChronoUnit.DAYS.between(from, to);
  }

  /** As file names have it. */
  TimeRange times() {
    return new TimeRange(midnight(from), midnight(to));
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
