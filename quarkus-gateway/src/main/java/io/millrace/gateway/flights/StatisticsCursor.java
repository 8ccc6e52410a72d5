package io.millrace.gateway.flights;

import io.millrace.gateway.request.OpaqueCursor;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a page of country statistics ended: its last row's key. The next page goes on after that
 * key, so rows that arrive meanwhile neither repeat nor hide others.
 *
 * @param windowStart the row's window, on a whole minute
 * @param country its country
 */
record StatisticsCursor(Instant windowStart, String country) {

  private static final Pattern LAYOUT = Pattern.compile("(\\d{1,10})~([A-Z]{2})");

  StatisticsCursor {
    if (windowStart.getEpochSecond() % 60 != 0 || windowStart.getNano() != 0) {
      throw new IllegalArgumentException(windowStart + " is not the start of a minute");
    }
  }

  /** The key of a row. */
  static StatisticsCursor of(CountryWindow row) {
    return new StatisticsCursor(row.windowStart(), row.country());
  }

  /** As text that clients hand back and need not understand. */
  String encoded() {
    return OpaqueCursor.encode(windowStart.getEpochSecond(), country);
  }

  /** Reads what {@link #encoded()} wrote; empty for anything else. */
  static Optional<StatisticsCursor> decode(String encoded) {
    return OpaqueCursor.decode(
        encoded,
        LAYOUT,
        parts ->
            new StatisticsCursor(
                Instant.ofEpochSecond(Long.parseLong(parts.group(1))), parts.group(2)));
  }
}
