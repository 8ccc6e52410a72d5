package io.millrace.recordings.flights;

import io.millrace.model.flights.FlightQuality;
import io.millrace.model.flights.FlightState;
import java.util.HashMap;
import java.util.Map;

/**
 * Judges states in the order in which they come, each beside its aircraft's previous one. Holds one
 * state per aircraft heard, about 300 bytes.
 */
public final class FlightHistory {

  private final Map<String, FlightState> previous = new HashMap<>();

  /** Judges the state, which then is its aircraft's previous one. */
  public FlightQuality.Assessment assess(FlightState state) {
    return FlightQuality.evaluate(state, previous.put(state.icao24(), state));
  }
}
