package io.millrace.gateway.telecom.batch;

import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.RequestParameters;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A page of restated windows, asked for. Empty lists ask for all.
 *
 * @param days that the runs computed
 * @param eventTypes which
 * @param regions which
 * @param limit rows of the page, 1 to {@value #MAX_LIMIT}
 * @param after the row the page follows; empty for the first page
 * @param format how it is written
 */
record RestatementsQuery(
    DayRange days,
    List<String> eventTypes,
    List<String> regions,
    int limit,
    Optional<RestatementsCursor> after,
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
  static RestatementsQuery read(
      MultivaluedMap<String, String> given, HttpHeaders headers, InstantSource clock) {
    RequestParameters parameters = new RequestParameters(given, PARAMETERS);
    DayRange days = DayRange.read(parameters, clock);
    List<String> eventTypes =
        Names.read(parameters, "eventType", "is not an event type", Names.EVENT_TYPES);
    List<String> regions = Names.read(parameters, "region", "is not a region", Names.REGIONS);
    int limit = parameters.limit("limit", DEFAULT_LIMIT, MAX_LIMIT);
    Optional<RestatementsCursor> after = parameters.cursor(RestatementsCursor::decode);
    AnswerFormat format = AnswerFormat.readOfPages(parameters, headers, AnswerFormat.OF_TABLES);
    parameters.check();
    return new RestatementsQuery(days, eventTypes, regions, limit, after, format);
  }
}
