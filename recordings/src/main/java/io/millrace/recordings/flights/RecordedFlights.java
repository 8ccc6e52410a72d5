package io.millrace.recordings.flights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.opensky.JsonValues;
import io.millrace.recordings.flights.opensky.StatesCsv;
import io.millrace.recordings.flights.opensky.StatesJson;
import io.millrace.recordings.flights.trajectory.TrajectoryFile;
import java.io.IOException;
import java.io.InputStream;

/** Tells by its first bytes what a recording is. */
public final class RecordedFlights {

  private RecordedFlights() {}

  /**
   * A source that reads the recording: OpenSky's JSON or CSV, or a trajectory in either layout;
   * plain or compressed with gzip. One that is empty or broken yields no states and a reject.
   *
   * @param name as the rows shall name it, such as {@code replay:states.json}
   * @throws IOException if it cannot be read at all
   */
  public static FlightSource open(String name, Recording recording, RejectSink rejects)
      throws IOException {
    try {
      return byFirstBytes(name, recording, rejects);
    } catch (IOException e) {
      if (!JsonValues.isBrokenInput(e)) {
        throw e;
      }
      // Which says so: it has come, and holds no states.
      return new StatesJson(name, recording, rejects);
    }
  }

  private static FlightSource byFirstBytes(String name, Recording recording, RejectSink rejects)
      throws IOException {
    int first;
    try (InputStream in = recording.open()) {
      do {
        first = in.read();
      } while (first != -1 && Character.isWhitespace(first));
    }
    if (first == '[') {
      return new TrajectoryFile(name, recording, TrajectoryFile.Layout.ROW_LIST, rejects);
    }
    if (first != '{' && first != -1) {
      return new StatesCsv(name, recording, rejects);
    }
    return isSnapshot(recording)
        ? new StatesJson(name, recording, rejects)
        : new TrajectoryFile(name, recording, TrajectoryFile.Layout.COLUMN_DICTIONARY, rejects);
  }

  // A dictionary of columns begins with a column; a snapshot with its time, or with the states.
  private static boolean isSnapshot(Recording recording) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(recording.open())) {
      if (parser.nextToken() != JsonToken.START_OBJECT
          || parser.nextToken() != JsonToken.FIELD_NAME
          || parser.currentName().equals("states")) {
        return true;
      }
      JsonToken value = parser.nextToken();
      return value == null || !value.isStructStart();
    } catch (IOException e) {
      if (!JsonValues.isBrokenInput(e)) {
        throw e;
      }
      // Its reader says what is broken.
      return true;
    }
  }
}
