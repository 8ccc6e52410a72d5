package io.millrace.gateway.request;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A half-open range of event time: what is at {@code from} or later and before {@code to}. Windows
 * are in it by their start.
 *
 * @param from first instant contained
 * @param to first instant no longer contained; at most {@link #LONGEST} after {@code from}
 */
public record TimeRange(Instant from, Instant to) {

  /** The longest range one request may ask for: 31 days. */
  public static final Duration LONGEST = Duration.ofDays(31);

  /** Windows are kept as 32 bits of Unix time, and events before 2100. */
  public static final Instant EARLIEST = Instant.EPOCH;

  /** See {@link #EARLIEST}. */
  public static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

  /** How long the range is that most questions are about when none is given. */
  public static final Duration LAST_HOUR = Duration.ofHours(1);

  private static final Duration FIRST_SLICE = Duration.ofHours(1);
  private static final int SLICE_GROWTH = 4;

  /**
   * Checks the order and the length.
   *
   * @throws IllegalArgumentException if it is empty or longer than {@link #LONGEST}
   */
  public TimeRange {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("from " + from + " is not before to " + to);
    }
    if (from.plus(LONGEST).isBefore(to)) {
      throw new IllegalArgumentException(from + " to " + to + " is longer than 31 days");
    }
  }

  /**
   * The range of the parameters {@code from} and {@code to}. Without {@code to} it ends now,
   * without {@code from} it has the default length; what is wrong is noted in {@code parameters},
   * and the range answered then is of no use.
   *
   * @param defaultLength of a range whose start is not given
   */
  public static TimeRange read(
      RequestParameters parameters, InstantSource clock, Duration defaultLength) {
    Optional<Instant> givenFrom = parameters.instant("from");
    Optional<Instant> givenTo = parameters.instant("to");
    TimeRange fallback = ending(clock, defaultLength);
    Instant to = givenTo.orElse(fallback.to());
    Instant from = givenFrom.orElse(to.minus(defaultLength));
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
    return fallback;
  }

  /** The range of that length that ends now. */
  public static TimeRange ending(InstantSource clock, Duration length) {
    // Whole seconds, so that a range taken from one answer means the same in the next request.
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    return new TimeRange(now.minus(length), now);
  }

  /** The first whole second contained, in Unix time; windows start on whole seconds. */
  public long firstSecond() {
    return secondAtOrAfter(from);
  }

  /** The first whole second no longer contained, in Unix time. */
  public long endSecond() {
    return secondAtOrAfter(to);
  }

  /** The first whole microsecond contained, in Unix time; events have whole microseconds. */
  public long firstMicrosecond() {
    return microsecondAtOrAfter(from);
  }

  /** The first whole microsecond no longer contained, in Unix time. */
  public long endMicrosecond() {
    return microsecondAtOrAfter(to);
  }

  /**
   * The part before {@code end} in slices: an hour first, then ever longer ones before it. For
   * pages that are read newest first: a busy month costs an hour, a sparse one a few queries more,
   * and neither is read whole before it is sorted.
   *
   * @param end where to begin; beyond the range, its own end
   * @return newest first, without gaps; none if {@code end} is before the range
   */
  public List<TimeRange> slicesBefore(Instant end) {
    List<TimeRange> slices = new ArrayList<>();
    Duration length = FIRST_SLICE;
    Instant sliceEnd = end.isBefore(to) ? end : to;
    while (from.isBefore(sliceEnd)) {
      Instant start = sliceEnd.minus(length);
      TimeRange slice = new TimeRange(start.isBefore(from) ? from : start, sliceEnd);
      slices.add(slice);
      sliceEnd = slice.from();
      length = length.multipliedBy(SLICE_GROWTH);
    }
    return slices;
  }

  /**
   * The part from {@code start} on in slices, for pages that are read oldest first.
   *
   * @param start where to begin; before the range, its own start
   * @return oldest first, without gaps; none if {@code start} is after the range
   * @see #slicesBefore(Instant)
   */
  public List<TimeRange> slicesFrom(Instant start) {
    List<TimeRange> slices = new ArrayList<>();
    Duration length = FIRST_SLICE;
    Instant sliceStart = start.isAfter(from) ? start : from;
    while (sliceStart.isBefore(to)) {
      Instant end = sliceStart.plus(length);
      TimeRange slice = new TimeRange(sliceStart, end.isAfter(to) ? to : end);
      slices.add(slice);
      sliceStart = slice.to();
      length = length.multipliedBy(SLICE_GROWTH);
    }
    return slices;
  }

  private static long secondAtOrAfter(Instant instant) {
    return instant.getNano() == 0 ? instant.getEpochSecond() : instant.getEpochSecond() + 1;
  }

  private static long microsecondAtOrAfter(Instant instant) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).isBefore(instant) ? micros + 1 : micros;
  }
}
