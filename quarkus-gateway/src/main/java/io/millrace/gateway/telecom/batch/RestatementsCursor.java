package io.millrace.gateway.telecom.batch;

import io.millrace.gateway.request.OpaqueCursor;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a page of restated windows ended: its last row's key.
 *
 * @param day that the run computed
 * @param runId the run
 * @param windowStart the window
 * @param eventType its event type
 * @param region its region
 */
record RestatementsCursor(
    LocalDate day, String runId, Instant windowStart, String eventType, String region) {

  private static final Pattern LAYOUT =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2})~(\\w{1,40})~(\\d{1,10})~([A-Z_]{1,40})~([A-Za-z ]{1,40})");

  /** The key of a row. */
  static RestatementsCursor of(RestatedWindow row) {
    return new RestatementsCursor(
        row.day(), row.runId(), row.windowStart(), row.eventType(), row.region());
  }

  /** As text that clients hand back and need not understand. */
  String encoded() {
    return OpaqueCursor.encode(day, runId, windowStart.getEpochSecond(), eventType, region);
  }

  /** Reads what {@link #encoded()} wrote; empty for anything else. */
  static Optional<RestatementsCursor> decode(String encoded) {
    return OpaqueCursor.decode(
        encoded,
        LAYOUT,
        parts ->
            new RestatementsCursor(
                LocalDate.parse(parts.group(1)),
                parts.group(2),
                Instant.ofEpochSecond(Long.parseLong(parts.group(3))),
                parts.group(4),
                parts.group(5)));
  }
}
