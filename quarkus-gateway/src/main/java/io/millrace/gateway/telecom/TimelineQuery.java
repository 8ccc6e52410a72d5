package io.millrace.gateway.telecom;

import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.RequestParameters;
import io.millrace.gateway.request.TimeRange;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * A timeline, asked for.
 *
 * @param range which windows
 * @param step how long its steps are
 * @param by what its series are told apart by
 * @param dimensions which part of the traffic
 * @param format how it is written
 */
public record TimelineQuery(
    TimeRange range, Step step, SeriesBy by, Dimensions dimensions, AnswerFormat format) {

  /** Points of one answer, steps times series: what it weighs in the gateway and on the page. */
  static final int MAX_POINTS = 10_000;

  private static final List<String> PARAMETERS =
      List.of("from", "to", "step", "by", "eventType", "region", "format");

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if it has more than {@value #MAX_POINTS} points
   */
  public TimelineQuery {
    long points = points(range, step, by, dimensions);
    if (points > MAX_POINTS) {
      throw new IllegalArgumentException(points + " points are more than " + MAX_POINTS);
    }
  }

  /** What the page shows live: the last hour by the minute and event type. */
  public static TimelineQuery lastHour(InstantSource clock) {
    return new TimelineQuery(
        TimeRange.ending(clock, TimeRange.LAST_HOUR),
        Step.MINUTE,
        SeriesBy.EVENT_TYPE,
        new Dimensions(Set.of(), Set.of()),
        AnswerFormat.JSON);
  }

  /**
   * Reads a request.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static TimelineQuery read(
      MultivaluedMap<String, String> given, HttpHeaders headers, InstantSource clock) {
    RequestParameters parameters = new RequestParameters(given, PARAMETERS);
    TimeRange range = TimeRange.read(parameters, clock, TimeRange.LAST_HOUR);
    Step step =
        parameters.choice("step", Step.MINUTE, Step::ofParameter, "is not a step", Step.ALLOWED);
    SeriesBy by =
        parameters.choice(
            "by",
            SeriesBy.EVENT_TYPE,
            SeriesBy::ofParameter,
            "is not what series go by",
            SeriesBy.ALLOWED);
    Dimensions dimensions = Dimensions.read(parameters);
    long points = points(range, step, by, dimensions);
    if (points > MAX_POINTS) {
      parameters.reject(
          "step",
          step.parameter(),
          "makes " + points + " points of that range and those series",
          "at most " + MAX_POINTS + " points: a longer step, a shorter range or fewer series");
    }
    AnswerFormat format = AnswerFormat.read(parameters, headers, AnswerFormat.OF_TABLES);
    parameters.check();
    return new TimelineQuery(range, step, by, dimensions, format);
  }

  /**
   * The start of every step that has a window in the range, oldest first. The first may lie before
   * the range; of its windows those of the range are counted.
   */
  List<Instant> starts() {
    return LongStream.range(0, steps(range, step))
        .mapToObj(i -> firstStart(range, step).plusSeconds(i * step.seconds()))
        .toList();
  }

  private static long points(TimeRange range, Step step, SeriesBy by, Dimensions dimensions) {
    return steps(range, step) * by.series(dimensions);
  }

  private static long steps(TimeRange range, Step step) {
    long seconds = range.endSecond() - firstStart(range, step).getEpochSecond();
    return Math.max(0, -Math.floorDiv(-seconds, step.seconds()));
  }

  /** Of the step of the first window that starts in the range. */
  private static Instant firstStart(TimeRange range, Step step) {
    Instant minute = range.from().truncatedTo(ChronoUnit.MINUTES);
    return step.startOf(minute.isBefore(range.from()) ? minute.plusSeconds(60) : minute);
  }
}
