package io.millrace.gateway.telecom.batch;

import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.RequestParameters;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.InstantSource;
import java.util.List;

/**
 * Percentiles, asked for. Empty lists ask for all.
 *
 * @param days of UTC
 * @param eventTypes which
 * @param regions which, ALL among them
 * @param hours which, of UTC, ALL for whole days; never empty
 * @param measures which
 * @param method exact or approximate
 * @param format how it is written
 */
record PercentilesQuery(
    DayRange days,
    List<String> eventTypes,
    List<String> regions,
    List<String> hours,
    List<String> measures,
    String method,
    AnswerFormat format) {

  /** Rows of a JSON answer; files have no such bound but the downloads' own. */
  static final long MAX_ROWS = 10_000;

  private static final List<String> PARAMETERS =
      List.of("from", "to", "eventType", "region", "hour", "measure", "method", "format");

  /**
   * Reads a request.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static PercentilesQuery read(
      MultivaluedMap<String, String> given, HttpHeaders headers, InstantSource clock) {
    RequestParameters parameters = new RequestParameters(given, PARAMETERS);
    DayRange days = DayRange.read(parameters, clock);
    List<String> eventTypes =
        Names.read(parameters, "eventType", "is not an event type", Names.EVENT_TYPES);
    List<String> regions =
        Names.read(parameters, "region", "is not a region", Names.and(Names.REGIONS, Names.ALL));
    List<String> hours = Names.read(parameters, "hour", "is not an hour of a day", Names.HOURS);
    List<String> measures = Names.read(parameters, "measure", "is not a measure", Names.MEASURES);
    String method =
        parameters.choice(
            "method",
            Names.METHODS.get(0),
            text -> Names.METHODS.stream().filter(text::equals).findFirst(),
            "is not a method",
            String.join(", ", Names.METHODS));
    AnswerFormat format = AnswerFormat.read(parameters, headers, AnswerFormat.OF_TABLES);
    PercentilesQuery query =
        new PercentilesQuery(
            days,
            eventTypes,
            regions,
            hours.isEmpty() ? List.of(Names.ALL) : hours,
            measures,
            method,
            format);
    if (!format.isDownload() && query.mostRows() > MAX_ROWS) {
      parameters.reject(
          "from",
          days.from().toString(),
          "asks for up to " + query.mostRows() + " rows",
          "at most "
              + MAX_ROWS
              + " rows: fewer days, hours, regions or measures, or format csv or parquet");
    }
    parameters.check();
    return query;
  }

  private long mostRows() {
    return days.length()
        * hours.size()
        * count(eventTypes, Names.EVENT_TYPES.size())
        * count(regions, Names.REGIONS.size() + 1)
        * count(measures, Names.MEASURES.size());
  }

  private static int count(List<String> given, int all) {
    return given.isEmpty() ? all : given.size();
  }
}
