package io.millrace.gateway.retail;

import io.millrace.gateway.request.OpaqueCursor;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a page ended: its last row's line of the file. While a page is read another file may be
 * published; the next page is then of that one.
 *
 * @param line from 1
 */
record LineCursor(long line) {

  private static final Pattern LAYOUT = Pattern.compile("(\\d{1,18})");

  /** As text that clients hand back and need not understand. */
  String encoded() {
    return OpaqueCursor.encode(line);
  }

  /** Reads what {@link #encoded()} wrote; empty for anything else. */
  static Optional<LineCursor> decode(String encoded) {
    return OpaqueCursor.decode(
        encoded, LAYOUT, parts -> new LineCursor(Long.parseLong(parts.group(1))));
  }
}
