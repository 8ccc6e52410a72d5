package io.millrace.gateway.telecom;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
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

  private static final Pattern TEXT = Pattern.compile("1~(\\d{1,10})~([A-Z_]{1,64})~([^~]{1,128})");

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
    String text = "1~" + windowStart.getEpochSecond() + "~" + eventType + "~" + region;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads what {@link #encoded()} wrote; empty for anything else. */
  static Optional<MetricsCursor> decode(String encoded) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(encoded);
      Matcher text = TEXT.matcher(new String(bytes, StandardCharsets.UTF_8));
      if (!text.matches()) {
        return Optional.empty();
      }
      Instant windowStart = Instant.ofEpochSecond(Long.parseLong(text.group(1)));
      return Optional.of(new MetricsCursor(windowStart, text.group(2), text.group(3)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
