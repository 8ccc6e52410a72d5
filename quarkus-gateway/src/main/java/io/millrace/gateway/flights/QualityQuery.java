package io.millrace.gateway.flights;

import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.RequestParameters;
import io.millrace.gateway.request.TimeRange;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.InstantSource;
import java.util.List;

/**
 * What the data-quality rules found, asked for.
 *
 * @param range which windows
 * @param format how it is written
 */
record QualityQuery(TimeRange range, AnswerFormat format) {

  /**
   * Reads a request.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static QualityQuery read(
      MultivaluedMap<String, String> given, HttpHeaders headers, InstantSource clock) {
    RequestParameters parameters = new RequestParameters(given, List.of("from", "to", "format"));
    TimeRange range = TimeRange.read(parameters, clock, TimeRange.LAST_HOUR);
    AnswerFormat format = AnswerFormat.read(parameters, headers, AnswerFormat.OF_TABLES);
    parameters.check();
    return new QualityQuery(range, format);
  }
}
