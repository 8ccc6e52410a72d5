package io.millrace.simulator.flights.snapshot;

import java.io.IOException;
import java.util.Optional;

/**
 * Where snapshots come from: a recording, a simulation, the live network.
 *
 * <p>Used by one thread.
 */
public interface SnapshotSource extends AutoCloseable {

  /** What the rows name as their source, such as {@code replay:states.json} or {@code live}. */
  String name();

  /**
   * The next snapshot, which has states or not; empty at the end. What cannot be read in it has
   * been reported.
   *
   * @throws IOException if the source itself fails, such as a disk
   * @throws InterruptedException if interrupted while waiting for the source
   */
  Optional<Snapshot> next() throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
