package io.millrace.recordings.flights;

import io.millrace.model.flights.FlightState;
import java.io.IOException;
import java.util.Optional;

/**
 * Where states come from: a recording, a simulation, the live network. All sources are
 * interchangeable, since they say the same and in the same units.
 *
 * <p>Used by one thread.
 */
public interface FlightSource extends AutoCloseable {

  /** What the rows name as their source, such as {@code replay:states.json} or {@code live}. */
  String name();

  /**
   * The next state, not judged yet; empty at the end. What cannot be read is passed over and
   * reported to {@link Rejects}.
   *
   * @throws IOException if the source itself fails, such as a disk
   * @throws InterruptedException if interrupted while waiting for the source
   */
  Optional<FlightState> next() throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
