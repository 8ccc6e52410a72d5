package io.millrace.gateway.telecom;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A half-open range of event time: windows that start at {@code from} or later and before {@code
 * to}.
 *
 * @param from first instant contained
 * @param to first instant no longer contained; at most {@link #LONGEST} after {@code from}
 */
record TimeRange(Instant from, Instant to) {

  /** The longest range one request may ask for: 31 days. */
  static final Duration LONGEST = Duration.ofDays(31);

  /** Windows are kept as 32 bits of Unix time, and events before 2100. */
  static final Instant EARLIEST = Instant.EPOCH;

  /** See {@link #EARLIEST}. */
  static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

  private static final Duration DEFAULT_LENGTH = Duration.ofHours(1);

  TimeRange {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("from " + from + " is not before to " + to);
    }
    if (from.plus(LONGEST).isBefore(to)) {
      throw new IllegalArgumentException(from + " to " + to + " is longer than 31 days");
    }
  }

  /**
   * The range of the parameters {@code from} and {@code to}. Without {@code to} it ends now,
   * without {@code from} it is an hour long; what is wrong is noted in {@code parameters}, and the
   * range answered then is of no use.
   */
  static TimeRange read(RequestParameters parameters, InstantSource clock) {
    Optional<Instant> givenFrom = parameters.instant("from");
    Optional<Instant> givenTo = parameters.instant("to");
    // Whole seconds, so that a range taken from one answer means the same in the next request.
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    Instant to = givenTo.orElse(now);
    Instant from = givenFrom.orElse(to.minus(DEFAULT_LENGTH));
    if (!from.isBefore(to)) {
      String allowed = "an instant before to, " + to + (givenTo.isEmpty() ? " (now)" : "");
      parameters.reject("from", from.toString(), "is not before to", allowed);
    } else if (from.plus(LONGEST).isBefore(to)) {
      parameters.reject(
          "from",
          from.toString(),
          "is " + Duration.between(from, to).toDays() + " days before to, " + to,
          "a range of at most " + LONGEST.toDays() + " days");
    } else {
      return new TimeRange(from, to);
    }
    return new TimeRange(now.minus(DEFAULT_LENGTH), now);
  }

  /** The first whole second contained, in Unix time; windows start on whole seconds. */
  long firstSecond() {
    return ceiling(from);
  }

  /** The first whole second no longer contained, in Unix time. */
  long endSecond() {
    return ceiling(to);
  }

  private static long ceiling(Instant instant) {
    return instant.getNano() == 0 ? instant.getEpochSecond() : instant.getEpochSecond() + 1;
  }
}
