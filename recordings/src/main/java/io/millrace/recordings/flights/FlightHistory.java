package io.millrace.recordings.flights;

import io.millrace.model.flights.FlightQuality;
import io.millrace.model.flights.FlightState;
import java.util.HashMap;
import java.util.Map;

/**
 * Judges states in the order in which they come, each beside its aircraft's previous one. Holds of
 * each aircraft heard where it was and when, about 230 bytes.
 */
public final class FlightHistory {

  private final Map<String, FlightState> previous = new HashMap<>();

  /** Judges the state, which then is its aircraft's previous one. */
  public FlightQuality.Assessment assess(FlightState state) {
    return FlightQuality.evaluate(state, previous.put(state.icao24(), trace(state)));
  }

  /** What the rules look at in a previous state, and nothing else: there may be 200,000. */
  private static FlightState trace(FlightState state) {
    return new FlightState(
        state.icao24(),
        null,
        null,
        null,
        state.timePosition(),
        state.observedAt(),
        state.longitude(),
        state.latitude(),
        null,
        false,
        null,
        null,
        null,
        null,
        null,
        false,
        0,
        state.observedAt());
  }
}
