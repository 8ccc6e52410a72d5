package io.millrace.gateway.telecom;

import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.RequestParameters;
import io.millrace.gateway.request.TimeRange;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A page of metrics, asked for.
 *
 * @param range which windows
 * @param dimensions which part of the traffic
 * @param limit rows of the page, 1 to {@value #MAX_LIMIT}
 * @param after the row the page follows; empty for the first page
 * @param format how it is written
 */
record MetricsQuery(
    TimeRange range,
    Dimensions dimensions,
    int limit,
    Optional<MetricsCursor> after,
    AnswerFormat format) {

  static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 1000;

  private static final List<String> PARAMETERS =
      List.of("from", "to", "eventType", "region", "limit", "cursor", "format");

  /**
   * Reads a request.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static MetricsQuery read(
      MultivaluedMap<String, String> given, HttpHeaders headers, InstantSource clock) {
    RequestParameters parameters = new RequestParameters(given, PARAMETERS);
    TimeRange range = TimeRange.read(parameters, clock, TimeRange.LAST_HOUR);
    Dimensions dimensions = Dimensions.read(parameters);
    int limit = parameters.limit("limit", DEFAULT_LIMIT, MAX_LIMIT);
    Optional<MetricsCursor> after = parameters.cursor(MetricsCursor::decode);
    AnswerFormat format = AnswerFormat.readOfPages(parameters, headers, AnswerFormat.OF_TABLES);
    parameters.check();
    return new MetricsQuery(range, dimensions, limit, after, format);
  }

  /** Where the windows asked for end: at the range's end, or with the cursor's own window. */
  Instant end() {
    return after.map(cursor -> cursor.windowStart().plusSeconds(60)).orElse(range.to());
  }
}
