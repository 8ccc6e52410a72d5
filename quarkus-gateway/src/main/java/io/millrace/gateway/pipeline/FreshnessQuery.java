package io.millrace.gateway.pipeline;

import io.millrace.gateway.request.RequestParameters;
import io.millrace.gateway.request.TimeRange;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Freshness over time, asked for.
 *
 * @param range when micro-batches finished, at most {@link #LONGEST}
 * @param query only this streaming query; empty for all
 */
record FreshnessQuery(TimeRange range, Optional<String> query) {

  static final Duration DEFAULT_LENGTH = Duration.ofMinutes(30);
  static final Duration LONGEST = Duration.ofHours(24);

  private static final int MOST_POINTS = 360;
  private static final int SHORTEST_STEP_SECONDS = 10;
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");

  /**
   * Reads a request.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static FreshnessQuery read(MultivaluedMap<String, String> given, InstantSource clock) {
    RequestParameters parameters = new RequestParameters(given, List.of("from", "to", "query"));
    TimeRange range = TimeRange.read(parameters, clock, DEFAULT_LENGTH);
    if (range.from().plus(LONGEST).isBefore(range.to())) {
      parameters.reject(
          "from",
          range.from().toString(),
          "is more than a day before to, " + range.to(),
          "a range of at most 24 hours");
    }
    Optional<String> query =
        parameters.optional(
            "query",
            text -> Optional.of(text).filter(name -> NAME.matcher(name).matches()),
            "is not a streaming query's name",
            "lower-case letters, digits and hyphens, such as telecom-metrics");
    parameters.check();
    return new FreshnessQuery(range, query);
  }

  /** Length of a step, s: a multiple of ten so that there are at most {@value #MOST_POINTS}. */
  int stepSeconds() {
    long seconds = Duration.between(range.from(), range.to()).toSeconds();
    long shortest = (long) SHORTEST_STEP_SECONDS * MOST_POINTS;
    long steps = (seconds + shortest - 1) / shortest;
    return (int) Math.max(1, steps) * SHORTEST_STEP_SECONDS;
  }
}
