package io.millrace.recordings.flights.opensky;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.millrace.model.flights.FlightState;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes states as {@code GET /api/states/all} would answer them, such that {@link StatesJson}
 * reads the very same ones: a document for each instant, one after another, a line each. Times are
 * seconds with as many decimals as they need, down to 1 µs; the sensors are null.
 */
public final class StatesJsonWriter {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // The shortest text that reads as the same number; JDK 17's own is sometimes longer.
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private static final int NANOS_OF_MICRO = 1_000;

  private StatesJsonWriter() {}

  /**
   * Writes the states in their order; those of one instant that follow each other share a document.
   *
   * @param states in no need of a country's code, which is not written
   * @param out stays open
   * @throws IllegalArgumentException if a time is not in whole microseconds
   */
  public static void write(List<FlightState> states, OutputStream out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.setRootValueSeparator(null);
      Instant open = null;
      for (FlightState state : states) {
        if (!state.observedAt().equals(open)) {
          if (open != null) {
            end(json);
          }
          open = state.observedAt();
          begin(open, json);
        }
        write(state, json);
      }
      if (open != null) {
        end(json);
      }
    }
  }

  private static void begin(Instant observedAt, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeFieldName("time");
    time(observedAt, json);
    json.writeArrayFieldStart("states");
  }

  private static void end(JsonGenerator json) throws IOException {
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
  }

  /** The elements in the order of {@link StateVector#FIELDS}. */
  private static void write(FlightState state, JsonGenerator json) throws IOException {
    json.writeStartArray();
    json.writeString(state.icao24());
    json.writeString(state.callsign());
    json.writeString(state.originCountry());
    time(state.timePosition(), json);
    time(state.lastContact(), json);
    number(state.longitude(), json);
    number(state.latitude(), json);
    number(state.baroAltitude(), json);
    json.writeBoolean(state.onGround());
    number(state.velocity(), json);
    number(state.trueTrack(), json);
    number(state.verticalRate(), json);
    json.writeNull();
    number(state.geoAltitude(), json);
    json.writeString(state.squawk());
    json.writeBoolean(state.spi());
    json.writeNumber(state.positionSource());
    json.writeEndArray();
  }

  private static void number(@Nullable Double value, JsonGenerator json) throws IOException {
    if (value == null) {
      json.writeNull();
    } else {
      json.writeNumber(value);
    }
  }

  private static void time(@Nullable Instant value, JsonGenerator json) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value.getNano() == 0) {
      json.writeNumber(value.getEpochSecond());
    } else if (value.getNano() % NANOS_OF_MICRO == 0) {
      String micros = String.valueOf(1_000_000 + value.getNano() / NANOS_OF_MICRO).substring(1);
      json.writeNumber(value.getEpochSecond() + "." + micros.replaceFirst("0+$", ""));
    } else {
      throw new IllegalArgumentException("time is " + value + "; allowed: whole microseconds");
    }
  }
}
