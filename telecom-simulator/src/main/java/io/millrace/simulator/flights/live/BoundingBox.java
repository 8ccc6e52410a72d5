package io.millrace.simulator.flights.live;

import java.util.Locale;

/** A part of the globe that does not cross the date line, in degrees. */
public record BoundingBox(double south, double west, double north, double east) {

  public BoundingBox {
    // The negated forms also turn NaN away.
    if (!(south >= -90 && south < north && north <= 90)) {
      throw new IllegalArgumentException(
          "latitudes are " + south + " to " + north + "; allowed: -90 to 90, the southern first");
    }
    if (!(west >= -180 && west < east && east <= 180)) {
      throw new IllegalArgumentException(
          "longitudes are " + west + " to " + east + "; allowed: -180 to 180, the western first");
    }
  }

  /**
   * Reads {@code south,west,north,east}, such as {@code 45.8,5.9,47.9,10.6} for Switzerland.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static BoundingBox parse(String text) {
    String[] parts = text.split(",", -1);
    try {
      if (parts.length == 4) {
        return new BoundingBox(
            Double.parseDouble(parts[0]),
            Double.parseDouble(parts[1]),
            Double.parseDouble(parts[2]),
            Double.parseDouble(parts[3]));
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message.
    }
    throw new IllegalArgumentException(
        "bounding box is " + text + "; allowed: south,west,north,east such as 45.8,5.9,47.9,10.6");
  }

  /** As the API's parameters. */
  String query() {
    return String.format(
        Locale.ROOT, "lamin=%s&lomin=%s&lamax=%s&lomax=%s", south, west, north, east);
  }
}
