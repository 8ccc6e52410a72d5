package io.millrace.gateway.flights;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The 24-bit address of an aircraft's transponder (ICAO Annex 10, volume III).
 *
 * @param icao24 six hexadecimal digits in lower case
 */
record AircraftAddress(String icao24) {

  static final String ALLOWED = "six hexadecimal digits, such as 4b1816";

  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{6}");

  AircraftAddress {
    if (!DIGITS.matcher(icao24).matches()) {
      throw new IllegalArgumentException("icao24 is \"" + icao24 + "\"; allowed: " + ALLOWED);
    }
  }

  /** Reads an address in capitals or lower case; empty if it is none. */
  static Optional<AircraftAddress> parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return DIGITS.matcher(lower).matches()
        ? Optional.of(new AircraftAddress(lower))
        : Optional.empty();
  }
}
