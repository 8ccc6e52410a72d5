package io.millrace.spark.flights;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.model.flights.FlightState;
import io.millrace.spark.sink.JsonRows;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Images of {@code processed_flights} as rows of {@code opensky.flights_streaming}. */
final class FlightRows {

  private FlightRows() {}

  static void write(JsonGenerator json, FlightRow row) throws IOException {
    FlightState state = row.state();
    json.writeNumberField("flight_id", row.flightId());
    json.writeStringField("icao24", state.icao24());
    json.writeStringField("callsign", state.callsign());
    json.writeStringField("origin_country", state.originCountry());
    json.writeStringField("country", state.country());
    json.writeStringField("time_position", micros(state.timePosition()));
    json.writeStringField("last_contact", JsonRows.micros(state.lastContact()));
    real(json, "longitude", state.longitude());
    real(json, "latitude", state.latitude());
    real(json, "baro_altitude", state.baroAltitude());
    json.writeBooleanField("on_ground", state.onGround());
    real(json, "velocity", state.velocity());
    real(json, "true_track", state.trueTrack());
    real(json, "vertical_rate", state.verticalRate());
    real(json, "geo_altitude", state.geoAltitude());
    json.writeStringField("squawk", state.squawk());
    json.writeBooleanField("spi", state.spi());
    json.writeNumberField("position_source", state.positionSource());
    json.writeStringField("observed_at", JsonRows.micros(state.observedAt()));
    json.writeArrayFieldStart("rules");
    for (String rule : row.verdict().rules()) {
      json.writeString(rule);
    }
    json.writeEndArray();
    json.writeBooleanField("quarantined", row.verdict().quarantined());
    json.writeStringField("source", row.source());
    json.writeNumberField("sign", row.sign());
    json.writeStringField("commit_time", JsonRows.micros(row.commitTime()));
  }

  private static void real(JsonGenerator json, String field, @Nullable Double value)
      throws IOException {
    json.writeFieldName(field);
    if (value == null) {
      json.writeNull();
    } else {
      json.writeNumber(value);
    }
  }

  private static @Nullable String micros(@Nullable Instant time) {
    return time == null ? null : JsonRows.micros(time);
  }
}
