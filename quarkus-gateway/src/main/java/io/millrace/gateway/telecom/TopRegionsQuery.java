package io.millrace.gateway.telecom;

import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.RequestParameters;
import io.millrace.gateway.request.TimeRange;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.InstantSource;
import java.util.List;

/**
 * The regions that lead by a measure, asked for.
 *
 * @param by the measure
 * @param range which windows
 * @param dimensions which event types; regions are not filtered
 * @param limit how many regions, 1 to {@value #MAX_LIMIT}
 * @param format how it is written
 */
record TopRegionsQuery(
    Measure by, TimeRange range, Dimensions dimensions, int limit, AnswerFormat format) {

  static final int DEFAULT_LIMIT = 5;
  static final int MAX_LIMIT = 20;

  private static final List<String> PARAMETERS =
      List.of("by", "from", "to", "eventType", "limit", "format");

  /**
   * Reads a request.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static TopRegionsQuery read(
      MultivaluedMap<String, String> given, HttpHeaders headers, InstantSource clock) {
    RequestParameters parameters = new RequestParameters(given, PARAMETERS);
    Measure by =
        parameters.choice(
            "by", Measure.EVENTS, Measure::ofParameter, "is not a measure", Measure.ALLOWED);
    TimeRange range = TimeRange.read(parameters, clock, TimeRange.LAST_HOUR);
    Dimensions dimensions = Dimensions.readEventTypes(parameters);
    int limit = parameters.limit("limit", DEFAULT_LIMIT, MAX_LIMIT);
    AnswerFormat format = AnswerFormat.read(parameters, headers, AnswerFormat.OF_TABLES);
    parameters.check();
    return new TopRegionsQuery(by, range, dimensions, limit, format);
  }
}
