package io.millrace.gateway.flights;

import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.RequestParameters;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where aircraft are, asked for.
 *
 * @param box where they must be; empty for everywhere
 * @param at the instant asked about; empty for the newest that is stored
 * @param maxAge how long before it an aircraft may have been seen last
 * @param countries which countries
 * @param callsignPrefix how callsigns begin, in capitals; empty for all, and for those without one
 * @param limit how many aircraft, 1 to {@value #MAX_LIMIT}
 * @param format how they are written
 */
record LiveQuery(
    Optional<BoundingBox> box,
    Optional<Instant> at,
    Duration maxAge,
    CountryCodes countries,
    Optional<String> callsignPrefix,
    int limit,
    AnswerFormat format) {

  static final int DEFAULT_MAX_AGE_SECONDS = 300;
  static final int LONGEST_MAX_AGE_SECONDS = 3600;
  static final int DEFAULT_LIMIT = 10_000;

  /** All aircraft in the air at once, with room; eight such answers fit into 192 MB of heap. */
  static final int MAX_LIMIT = 20_000;

  private static final List<String> PARAMETERS =
      List.of("bbox", "at", "maxAge", "country", "callsign", "limit", "format");

  private static final Pattern CALLSIGN = Pattern.compile("[A-Z0-9]{1,8}");

  /**
   * Reads a request.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static LiveQuery read(
      MultivaluedMap<String, String> given, HttpHeaders headers, InstantSource clock) {
    RequestParameters parameters = new RequestParameters(given, PARAMETERS);
    Optional<BoundingBox> box =
        parameters.optional(
            "bbox", BoundingBox::parse, "is not a bounding box", BoundingBox.ALLOWED);
    Optional<Instant> at =
        parameters.instantOr(
            "at", Optional.of(clock.instant()), "latest", Optional.empty(), Optional::of);
    int maxAge =
        parameters.positive(
            "maxAge", DEFAULT_MAX_AGE_SECONDS, LONGEST_MAX_AGE_SECONDS, "is not an age in seconds");
    CountryCodes countries = CountryCodes.read(parameters);
    Optional<String> callsign =
        parameters.optional(
            "callsign",
            LiveQuery::callsign,
            "is not how a callsign begins",
            "1 to 8 letters and digits, such as SWR");
    int limit = parameters.limit("limit", DEFAULT_LIMIT, MAX_LIMIT);
    AnswerFormat format = AnswerFormat.read(parameters, headers, AnswerFormat.OF_POSITIONS);
    parameters.check();
    return new LiveQuery(box, at, Duration.ofSeconds(maxAge), countries, callsign, limit, format);
  }

  private static Optional<String> callsign(String text) {
    String capitals = text.toUpperCase(Locale.ROOT);
    return CALLSIGN.matcher(capitals).matches() ? Optional.of(capitals) : Optional.empty();
  }
}
