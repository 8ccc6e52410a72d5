package io.millrace.gateway.flights;

import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.RequestParameters;
import io.millrace.gateway.request.TimeRange;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.InstantSource;
import java.util.List;

/**
 * The traffic of each country, asked for.
 *
 * @param range which windows
 * @param countries which countries
 * @param limit how many countries, 1 to {@value #MAX_LIMIT}
 * @param format how it is written
 */
record CountriesQuery(TimeRange range, CountryCodes countries, int limit, AnswerFormat format) {

  static final int DEFAULT_LIMIT = 300;
  static final int MAX_LIMIT = 300;

  private static final List<String> PARAMETERS =
      List.of("from", "to", "country", "limit", "format");

  /**
   * Reads a request.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static CountriesQuery read(
      MultivaluedMap<String, String> given, HttpHeaders headers, InstantSource clock) {
    RequestParameters parameters = new RequestParameters(given, PARAMETERS);
    TimeRange range = TimeRange.read(parameters, clock, TimeRange.LAST_HOUR);
    CountryCodes countries = CountryCodes.read(parameters);
    int limit = parameters.limit("limit", DEFAULT_LIMIT, MAX_LIMIT);
    AnswerFormat format = AnswerFormat.read(parameters, headers, AnswerFormat.OF_TABLES);
    parameters.check();
    return new CountriesQuery(range, countries, limit, format);
  }
}
