package io.millrace.simulator.flights.snapshot;

import io.millrace.model.flights.FlightState;
import java.time.Instant;

/**
 * What a source gave at once. Its states can be read as often as it takes, and are the same each
 * time: a snapshot of 200,000 aircraft is held as its bytes, 40 each, and not as states, 400 each.
 */
public interface Snapshot {

  /** One or more answers of {@code /api/states/all}, in gzip; as they came if they came so. */
  byte[] body();

  /** When it came. */
  Instant arrivedAt();

  /**
   * Reads the states from the first to the last.
   *
   * @throws X what the visitor throws, which ends the reading
   */
  <X extends Exception> void forEachState(Visitor<X> visitor) throws X;

  /**
   * Takes states.
   *
   * @param <X> what may go wrong with it
   */
  @FunctionalInterface
  interface Visitor<X extends Exception> {
    /** Takes the next one. */
    void visit(FlightState state) throws X;
  }
}
