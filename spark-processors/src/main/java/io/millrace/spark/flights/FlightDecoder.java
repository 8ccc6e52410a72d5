package io.millrace.spark.flights;

import static io.millrace.spark.change.RowImage.require;

import io.millrace.model.flights.FlightQuality;
import io.millrace.model.flights.FlightQuality.StoredVerdict;
import io.millrace.model.flights.FlightState;
import io.millrace.spark.change.ChangeDecoder;
import io.millrace.spark.change.Origin;
import io.millrace.spark.change.RowImage;
import io.millrace.spark.change.UnreadableRecordException;
import java.time.Instant;

/** Reads change events of {@code processed_flights}. */
public final class FlightDecoder {

  /** The decoder. */
  public static final ChangeDecoder<FlightRow> DECODER = new ChangeDecoder<>(FlightDecoder::read);

  private FlightDecoder() {}

  private static FlightRow read(Origin origin, int sign, RowImage image, Instant commitTime)
      throws UnreadableRecordException {
    FlightState state = state(image);
    StoredVerdict stored =
        new StoredVerdict(
            require("rules", image.texts("rules")),
            require("quarantined", image.flag("quarantined")));
    return new FlightRow(
        origin,
        sign,
        require("flight_id", image.number("flight_id")),
        state,
        FlightQuality.confirm(state, stored),
        require("source", image.text("source")),
        commitTime);
  }

  private static FlightState state(RowImage image) throws UnreadableRecordException {
    try {
      return new FlightState(
          require("icao24", image.text("icao24")),
          image.text("callsign"),
          image.text("origin_country"),
          image.text("country"),
          image.instant("time_position"),
          require("last_contact", image.instant("last_contact")),
          image.real("longitude"),
          image.real("latitude"),
          image.real("baro_altitude"),
          require("on_ground", image.flag("on_ground")),
          image.real("velocity"),
          image.real("true_track"),
          image.real("vertical_rate"),
          image.real("geo_altitude"),
          image.text("squawk"),
          require("spi", image.flag("spi")),
          Math.toIntExact(require("position_source", image.number("position_source"))),
          require("observed_at", image.instant("observed_at")));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UnreadableRecordException("not_a_state", String.valueOf(e.getMessage()));
    }
  }
}
