package io.millrace.gateway.lateevents;

import io.millrace.gateway.request.RequestParameters;
import io.millrace.gateway.request.TimeRange;
import io.millrace.model.Domain;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A page of late events, asked for.
 *
 * @param range when they were recorded
 * @param domains whose; empty for all
 * @param limit rows of the page, 1 to {@value #MAX_LIMIT}
 * @param after the row the page follows; empty for the first page
 */
record LateEventsQuery(
    TimeRange range, Set<Domain> domains, int limit, Optional<LateEventsCursor> after) {

  static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 1000;

  private static final List<String> PARAMETERS = List.of("domain", "from", "to", "limit", "cursor");

  /**
   * Reads a request.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static LateEventsQuery read(MultivaluedMap<String, String> given, InstantSource clock) {
    RequestParameters parameters = new RequestParameters(given, PARAMETERS);
    TimeRange range = TimeRange.read(parameters, clock, TimeRange.LAST_HOUR);
    Set<Domain> domains =
        parameters.choices(
            "domain",
            LateEventsQuery::domain,
            "is not a domain",
            Arrays.stream(Domain.values()).map(Domain::database).collect(Collectors.joining(", ")));
    int limit = parameters.limit("limit", DEFAULT_LIMIT, MAX_LIMIT);
    Optional<LateEventsCursor> after = parameters.cursor(LateEventsCursor::decode);
    parameters.check();
    return new LateEventsQuery(range, domains, limit, after);
  }

  /** Where the rows asked for end: at the range's end, or with the cursor's own millisecond. */
  Instant end() {
    return after.map(cursor -> cursor.recordedAt().plusMillis(1)).orElse(range.to());
  }

  private static Optional<Domain> domain(String name) {
    return Arrays.stream(Domain.values())
        .filter(domain -> domain.database().equals(name))
        .findFirst();
  }
}
