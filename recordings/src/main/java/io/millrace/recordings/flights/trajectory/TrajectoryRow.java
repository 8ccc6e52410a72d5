package io.millrace.recordings.flights.trajectory;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.flights.opensky.MalformedStateException;
import io.millrace.recordings.flights.opensky.Values;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of a trajectory: feet, knots and feet per minute become metres and metres per second.
 * Country and position source are not in such files; the position is as old as the row.
 */
final class TrajectoryRow {

  /** The international foot, m, exactly. */
  static final double FOOT = 0.3048;

  /** The international knot, m/s: 1,852 m per hour, exactly. */
  static final double KNOT = 1_852.0 / 3_600;

  private static final double FOOT_PER_MINUTE = FOOT / 60;

  private TrajectoryRow() {}

  /**
   * The row's state.
   *
   * @throws MalformedStateException if it is none
   */
  static FlightState state(Map<String, @Nullable Object> row) throws MalformedStateException {
    if (row.containsKey(RowList.NO_OBJECT)) {
      throw new MalformedStateException(
          "it is " + row.get(RowList.NO_OBJECT),
          "expected: an object with timestamp, icao24, latitude, longitude");
    }
    Instant timestamp = Values.required("timestamp", timestamp(row.get("timestamp")));
    Double latitude = Values.number("latitude", row.get("latitude"));
    Double longitude = Values.number("longitude", row.get("longitude"));
    try {
      return new FlightState(
          Values.address("icao24", row.get("icao24")),
          Values.text("callsign", row.get("callsign")),
          Values.text("origin_country", row.get("origin_country")),
          null,
          latitude == null || longitude == null ? null : timestamp,
          timestamp,
          longitude,
          latitude,
          scaled("altitude", row, FOOT),
          Objects.requireNonNullElse(Values.flag("onground", row.get("onground")), false),
          scaled("groundspeed", row, KNOT),
          Values.number("track", row.get("track")),
          scaled("vertical_rate", row, FOOT_PER_MINUTE),
          scaled("geoaltitude", row, FOOT),
          Values.text("squawk", row.get("squawk")),
          Objects.requireNonNullElse(Values.flag("spi", row.get("spi")), false),
          0,
          timestamp);
    } catch (IllegalArgumentException e) {
      throw new MalformedStateException(String.valueOf(e.getMessage()), "correct it at its source");
    }
  }

  private static @Nullable Double scaled(
      String field, Map<String, @Nullable Object> row, double unit) throws MalformedStateException {
    Double value = Values.number(field, row.get(field));
    return value == null ? null : value * unit;
  }

  /** Milliseconds since 1970, or ISO 8601 text such as {@code 2018-08-01T05:27:30Z}. */
  private static @Nullable Instant timestamp(@Nullable Object value)
      throws MalformedStateException {
    if (value instanceof String text) {
      try {
        return Values.instant("timestamp", Instant.parse(text));
      } catch (DateTimeParseException e) {
        throw new MalformedStateException(
            "timestamp is \"" + text + "\"",
            "expected: milliseconds since 1970, or ISO 8601 such as 2018-08-01T05:27:30Z");
      }
    }
    return Values.milliseconds("timestamp", value);
  }
}
