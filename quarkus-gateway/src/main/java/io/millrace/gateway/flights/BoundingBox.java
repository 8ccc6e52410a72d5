package io.millrace.gateway.flights;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of the globe between two parallels and two meridians, its edges contained. Where {@code
 * west} is greater than {@code east} it crosses the antimeridian, as RFC 7946 (section 5.2) has it.
 *
 * @param south degrees north, -90 to below {@code north}
 * @param west degrees east, -180 to 180
 * @param north degrees north, to 90
 * @param east degrees east, -180 to 180, not {@code west}
 */
record BoundingBox(double south, double west, double north, double east) {

  static final String ALLOWED =
      "south,west,north,east in degrees such as 45.8,5.9,47.9,10.6: south below north, -90 to 90;"
          + " west and east different, -180 to 180; west above east crosses the antimeridian";

  /** Plain decimals: no exponent, no NaN, and nothing that takes long to read. */
  private static final String DEGREES = "(-?\\d{1,3}(?:\\.\\d{1,15})?)";

  private static final Pattern TEXT =
      Pattern.compile(String.join(",", DEGREES, DEGREES, DEGREES, DEGREES));

  BoundingBox {
    // The negated forms also turn NaN away.
    if (!(south >= -90 && south < north && north <= 90)) {
      throw new IllegalArgumentException("latitudes " + south + " to " + north);
    }
    if (!(Math.abs(west) <= 180 && Math.abs(east) <= 180 && west != east)) {
      throw new IllegalArgumentException("longitudes " + west + " to " + east);
    }
  }

  /** Reads {@code south,west,north,east}; empty if it is no such box. */
  static Optional<BoundingBox> parse(String text) {
    Matcher degrees = TEXT.matcher(text);
    if (!degrees.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new BoundingBox(
              Double.parseDouble(degrees.group(1)),
              Double.parseDouble(degrees.group(2)),
              Double.parseDouble(degrees.group(3)),
              Double.parseDouble(degrees.group(4))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether it goes from {@code west} over 180 degrees to {@code east}. */
  boolean crossesAntimeridian() {
    return west > east;
  }
}
