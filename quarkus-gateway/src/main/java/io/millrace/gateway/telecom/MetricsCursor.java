package io.millrace.gateway.telecom;

import io.millrace.gateway.request.OpaqueCursor;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a page of metrics ended: its last row's key. The next page goes on after that key, so rows
 * that arrive meanwhile neither repeat nor hide others.
 *
 * @param windowStart the row's window, on a whole minute
 * @param eventType its event type
 * @param region its region
 */
record MetricsCursor(Instant windowStart, String eventType, String region) {

  private static final Pattern LAYOUT = Pattern.compile("(\\d{1,10})~([A-Z_]{1,64})~([^~]{1,128})");

  MetricsCursor {
    if (windowStart.getEpochSecond() % 60 != 0 || windowStart.getNano() != 0) {
      throw new IllegalArgumentException(windowStart + " is not the start of a minute");
    }
  }

  /** The key of a row. */
  static MetricsCursor of(WindowMetrics row) {
    return new MetricsCursor(row.windowStart(), row.eventType(), row.region());
  }

  /** As text that clients hand back and need not understand. */
  String encoded() {
    return OpaqueCursor.encode(windowStart.getEpochSecond(), eventType, region);
  }

  /** Reads what {@link #encoded()} wrote; empty for anything else. */
  static Optional<MetricsCursor> decode(String encoded) {
    return OpaqueCursor.decode(
        encoded,
        LAYOUT,
        parts ->
            new MetricsCursor(
                Instant.ofEpochSecond(Long.parseLong(parts.group(1))),
                parts.group(2),
                parts.group(3)));
  }
}
