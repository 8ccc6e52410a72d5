package io.millrace.simulator.flights.snapshot;

import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.FlightSource;
import io.millrace.recordings.flights.RecordedFlights;
import io.millrace.recordings.flights.RejectSink;
import io.millrace.recordings.flights.opensky.StatesJson;
import java.io.IOException;

/** The snapshots of a recording, whatever its format. */
public final class RecordedSnapshots {

  private RecordedSnapshots() {}

  /**
   * Answers of the API as they were recorded; groups of what is recorded in another format.
   *
   * @param name as the rows shall name it, such as {@code replay:states.json}
   * @param speedUp as for {@link GroupedStates}
   * @throws IOException if it cannot be read at all
   */
  public static SnapshotSource open(
      String name, Recording recording, RejectSink rejects, double speedUp) throws IOException {
    FlightSource source = RecordedFlights.open(name, recording, rejects);
    return source instanceof StatesJson documents
        ? new RecordedAnswers(name, recording, documents)
        : new GroupedStates(source, speedUp);
  }
}
