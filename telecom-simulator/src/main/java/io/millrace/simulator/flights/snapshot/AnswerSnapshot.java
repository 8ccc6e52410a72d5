package io.millrace.simulator.flights.snapshot;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.opensky.StatesJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot whose states are read from its bytes.
 *
 * @param body in gzip
 * @param arrivedAt when it came
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares snapshots.
public record AnswerSnapshot(byte[] body, Instant arrivedAt) implements Snapshot {

  @Override
  public <X extends Exception> void forEachState(Visitor<X> visitor) throws X {
    // What it rejects was reported when the snapshot came.
    try (StatesJson states = new StatesJson("", Recording.of(body), reject -> {})) {
      Optional<FlightState> state;
      while ((state = states.next()).isPresent()) {
        visitor.visit(state.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
  }
}
