package io.millrace.gateway.telecom;

import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.RequestParameters;
import io.millrace.gateway.request.TimeRange;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Sums of days, asked for.
 *
 * @param range whole days of UTC
 * @param format how it is written
 */
record DailyQuery(TimeRange range, AnswerFormat format) {

  private static final Duration DEFAULT_LENGTH = Duration.ofDays(7);
  private static final Duration DAY = Duration.ofDays(1);
  private static final String DAYS = "a day of UTC such as 2026-11-21, or an instant";

  DailyQuery {
    if (!isMidnight(range.from()) || !isMidnight(range.to())) {
      throw new IllegalArgumentException(
          range.from() + " to " + range.to() + " is not of whole days");
    }
  }

  /**
   * Reads a request. A day stands for its midnight, and a range for all the days that it touches.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static DailyQuery read(
      MultivaluedMap<String, String> given, HttpHeaders headers, InstantSource clock) {
    RequestParameters parameters = new RequestParameters(given, List.of("from", "to", "format"));
    Optional<Instant> givenFrom = bound(parameters, "from");
    Instant to = midnightAtOrAfter(bound(parameters, "to").orElseGet(clock::instant));
    Instant from = givenFrom.map(Step.DAY::startOf).orElse(to.minus(DEFAULT_LENGTH));
    if (!from.isBefore(to)) {
      parameters.reject("from", from.toString(), "is not before to", "a day before to, " + to);
    } else if (from.plus(TimeRange.LONGEST).isBefore(to)) {
      parameters.reject(
          "from",
          from.toString(),
          "is " + Duration.between(from, to).toDays() + " days before to, " + to,
          "at most " + TimeRange.LONGEST.toDays() + " days");
    }
    AnswerFormat format = AnswerFormat.read(parameters, headers, AnswerFormat.OF_TABLES);
    parameters.check();
    return new DailyQuery(new TimeRange(from, to), format);
  }

  private static Optional<Instant> bound(RequestParameters parameters, String name) {
    return parameters.optional(name, DailyQuery::instant, "is not a day", DAYS);
  }

  private static Optional<Instant> instant(String text) {
    try {
      Instant instant =
          text.indexOf('T') < 0
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant();
      return instant.isBefore(TimeRange.EARLIEST) || instant.isAfter(TimeRange.LATEST)
          ? Optional.empty()
          : Optional.of(instant);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant midnightAtOrAfter(Instant instant) {
    return isMidnight(instant) ? instant : Step.DAY.startOf(instant).plus(DAY);
  }

  private static boolean isMidnight(Instant instant) {
    return Step.DAY.startOf(instant).equals(instant);
  }
}
