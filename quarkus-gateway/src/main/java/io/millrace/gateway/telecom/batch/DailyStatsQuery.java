package io.millrace.gateway.telecom.batch;

import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.RequestParameters;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.InstantSource;
import java.util.List;

/**
 * The figures of days, asked for. Empty lists ask for all.
 *
 * @param days of the zone that each row names
 * @param eventTypes which, ALL among them
 * @param regions which, ALL and most_active among them
 * @param format how it is written
 */
record DailyStatsQuery(
    DayRange days, List<String> eventTypes, List<String> regions, AnswerFormat format) {

  private static final List<String> PARAMETERS =
      List.of("from", "to", "eventType", "region", "format");

  /**
   * Reads a request.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static DailyStatsQuery read(
      MultivaluedMap<String, String> given, HttpHeaders headers, InstantSource clock) {
    RequestParameters parameters = new RequestParameters(given, PARAMETERS);
    DayRange days = DayRange.read(parameters, clock);
    List<String> eventTypes =
        Names.read(
            parameters,
            "eventType",
            "is not an event type",
            Names.and(Names.EVENT_TYPES, Names.ALL));
    List<String> regions =
        Names.read(
            parameters,
            "region",
            "is not a region",
            Names.and(Names.REGIONS, Names.ALL, Names.MOST_ACTIVE));
    AnswerFormat format = AnswerFormat.read(parameters, headers, AnswerFormat.OF_TABLES);
    parameters.check();
    return new DailyStatsQuery(days, eventTypes, regions, format);
  }
}
