package io.millrace.gateway.flights;

import io.millrace.gateway.request.RequestParameters;
import io.millrace.gateway.request.TimeRange;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.InstantSource;
import java.util.List;

/**
 * The traffic of each country, asked for.
 *
 * @param range which windows
 * @param countries which countries
 * @param limit how many countries, 1 to {@value #MAX_LIMIT}
 */
record CountriesQuery(TimeRange range, CountryCodes countries, int limit) {

  static final int DEFAULT_LIMIT = 300;
  static final int MAX_LIMIT = 300;

  private static final List<String> PARAMETERS = List.of("from", "to", "country", "limit");

  /**
   * Reads a request.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static CountriesQuery read(MultivaluedMap<String, String> given, InstantSource clock) {
    RequestParameters parameters = new RequestParameters(given, PARAMETERS);
    TimeRange range = TimeRange.read(parameters, clock, TimeRange.LAST_HOUR);
    CountryCodes countries = CountryCodes.read(parameters);
    int limit = parameters.limit("limit", DEFAULT_LIMIT, MAX_LIMIT);
    parameters.check();
    return new CountriesQuery(range, countries, limit);
  }
}
