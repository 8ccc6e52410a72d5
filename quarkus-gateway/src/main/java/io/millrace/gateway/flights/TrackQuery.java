package io.millrace.gateway.flights;

import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.RequestParameters;
import io.millrace.gateway.request.TimeRange;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A page of an aircraft's track, asked for.
 *
 * @param aircraft whose
 * @param range of the instants observed
 * @param limit positions of the page, 1 to {@value #MAX_LIMIT}
 * @param after the position the page follows; empty for the first page
 * @param format how they are written
 */
record TrackQuery(
    AircraftAddress aircraft,
    TimeRange range,
    int limit,
    Optional<TrackCursor> after,
    AnswerFormat format) {

  static final int DEFAULT_LIMIT = 1000;
  static final int MAX_LIMIT = 10_000;

  private static final Duration LAST_DAY = Duration.ofDays(1);

  private static final List<String> PARAMETERS = List.of("from", "to", "limit", "cursor", "format");

  /** In place of an address that is none; the request is refused then. */
  private static final AircraftAddress NONE = new AircraftAddress("000000");

  /**
   * Reads a request.
   *
   * @param icao24 as the path has it
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static TrackQuery read(
      String icao24,
      MultivaluedMap<String, String> given,
      HttpHeaders headers,
      InstantSource clock) {
    RequestParameters parameters = new RequestParameters(given, PARAMETERS);
    Optional<AircraftAddress> aircraft = AircraftAddress.parse(icao24);
    if (aircraft.isEmpty()) {
      parameters.reject("icao24", icao24, "is not an aircraft's address", AircraftAddress.ALLOWED);
    }
    TimeRange range = TimeRange.read(parameters, clock, LAST_DAY);
    int limit = parameters.limit("limit", DEFAULT_LIMIT, MAX_LIMIT);
    Optional<TrackCursor> after = parameters.cursor(TrackCursor::decode);
    AnswerFormat format = AnswerFormat.readOfPages(parameters, headers, AnswerFormat.OF_POSITIONS);
    parameters.check();
    return new TrackQuery(aircraft.orElse(NONE), range, limit, after, format);
  }

  /** Where the positions asked for begin: at the range's start, or at the cursor's instant. */
  Instant start() {
    return after.map(TrackCursor::observedAt).orElse(range.from());
  }
}
