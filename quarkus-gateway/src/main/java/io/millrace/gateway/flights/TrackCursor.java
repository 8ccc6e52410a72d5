package io.millrace.gateway.flights;

import io.millrace.gateway.request.OpaqueCursor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a page of a track ended: its last row's key. The next page goes on after that key, so rows
 * that arrive meanwhile neither repeat nor hide others.
 *
 * @param microseconds when the row was observed, Unix time in microseconds
 * @param flightId its key in PostgreSQL
 */
record TrackCursor(long microseconds, long flightId) {

  private static final Pattern LAYOUT = Pattern.compile("(\\d{1,16})~(-?\\d{1,19})");

  /** As text that clients hand back and need not understand. */
  String encoded() {
    return OpaqueCursor.encode(microseconds, flightId);
  }

  /** Reads what {@link #encoded()} wrote; empty for anything else. */
  static Optional<TrackCursor> decode(String encoded) {
    return OpaqueCursor.decode(
        encoded,
        LAYOUT,
        parts -> new TrackCursor(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2))));
  }

  /** When the row was observed. */
  Instant observedAt() {
    return Instant.EPOCH.plus(microseconds, ChronoUnit.MICROS);
  }
}
