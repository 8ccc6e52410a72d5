package io.millrace.recordings.flights.trajectory;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a trajectory file, whatever its layout. */
interface TrajectoryRows extends AutoCloseable {

  /**
   * The next row, field by field; null at the end.
   *
   * @throws IOException if the JSON is broken or the columns do not fit; reading ends then
   */
  @Nullable Map<String, @Nullable Object> next() throws IOException;

  @Override
  void close() throws IOException;
}
