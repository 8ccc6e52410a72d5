package io.millrace.recordings.flights;

import java.io.IOException;

/** Takes what a reader could not read. */
@FunctionalInterface
public interface RejectSink {

  /**
   * Takes one.
   *
   * @throws IOException if it cannot be kept
   */
  void add(Rejects.Reject reject) throws IOException;
}
