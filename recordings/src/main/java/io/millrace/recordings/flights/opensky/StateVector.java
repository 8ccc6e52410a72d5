package io.millrace.recordings.flights.opensky;

import io.millrace.model.flights.FlightState;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a state of the 17 fields that OpenSky's REST API documents for a state vector, in its
 * order. Its units are those of {@link FlightState}.
 */
final class StateVector {

  /** The fields in the order of the array. */
  static final List<String> FIELDS =
      List.of(
          "icao24",
          "callsign",
          "origin_country",
          "time_position",
          "last_contact",
          "longitude",
          "latitude",
          "baro_altitude",
          "on_ground",
          "velocity",
          "true_track",
          "vertical_rate",
          "sensors",
          "geo_altitude",
          "squawk",
          "spi",
          "position_source");

  private StateVector() {}

  /**
   * The state of one array.
   *
   * @param values texts, numbers, truth values and nulls
   * @throws MalformedStateException if it is none
   */
  static FlightState state(List<@Nullable Object> values, Instant observedAt)
      throws MalformedStateException {
    if (values.size() != FIELDS.size()) {
      throw new MalformedStateException(
          "the array has " + values.size() + " elements",
          "expected: 17"
              + (values.size() == 18
                  ? "; ask the API without extended=1, which adds the category"
                  : "; record the snapshot again"));
    }
    try {
      return new FlightState(
          Values.address("icao24", values.get(0)),
          Values.text("callsign", values.get(1)),
          Values.text("origin_country", values.get(2)),
          null,
          Values.seconds("time_position", values.get(3)),
          Values.required("last_contact", Values.seconds("last_contact", values.get(4))),
          Values.number("longitude", values.get(5)),
          Values.number("latitude", values.get(6)),
          Values.number("baro_altitude", values.get(7)),
          Values.required("on_ground", Values.flag("on_ground", values.get(8))),
          Values.number("velocity", values.get(9)),
          Values.number("true_track", values.get(10)),
          Values.number("vertical_rate", values.get(11)),
          Values.number("geo_altitude", values.get(13)),
          Values.text("squawk", values.get(14)),
          Objects.requireNonNullElse(Values.flag("spi", values.get(15)), false),
          Objects.requireNonNullElse(Values.ordinal("position_source", values.get(16)), 0),
          observedAt);
    } catch (IllegalArgumentException e) {
      throw new MalformedStateException(String.valueOf(e.getMessage()), "correct it at its source");
    }
  }
}
