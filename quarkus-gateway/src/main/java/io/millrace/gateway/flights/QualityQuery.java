package io.millrace.gateway.flights;

import io.millrace.gateway.request.RequestParameters;
import io.millrace.gateway.request.TimeRange;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.InstantSource;
import java.util.List;

/**
 * What the data-quality rules found, asked for.
 *
 * @param range which windows
 */
record QualityQuery(TimeRange range) {

  /**
   * Reads a request.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static QualityQuery read(MultivaluedMap<String, String> given, InstantSource clock) {
    RequestParameters parameters = new RequestParameters(given, List.of("from", "to"));
    TimeRange range = TimeRange.read(parameters, clock, TimeRange.LAST_HOUR);
    parameters.check();
    return new QualityQuery(range);
  }
}
