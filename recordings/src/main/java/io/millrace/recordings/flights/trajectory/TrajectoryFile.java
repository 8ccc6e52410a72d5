package io.millrace.recordings.flights.trajectory;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.FlightSource;
import io.millrace.recordings.flights.RejectSink;
import io.millrace.recordings.flights.Rejects;
import io.millrace.recordings.flights.opensky.JsonValues;
import io.millrace.recordings.flights.opensky.MalformedStateException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Recorded trajectories as JSON, a list of objects or a dictionary of columns, in feet, knots and
 * feet per minute (the layout of Python's {@code traffic} library).
 *
 * <p>Such files are grouped by flight, and a replay needs them by time. So the rows are parsed one
 * at a time and their states held, about 300 bytes each and at most {@link #MOST_ROWS}.
 */
public final class TrajectoryFile implements FlightSource {

  /** The most rows of one file; 600 MB of heap. */
  public static final int MOST_ROWS = 2_000_000;

  /** How a file lays out its rows. */
  public enum Layout {
    /** A JSON array of objects. */
    ROW_LIST,
    /** A JSON object of columns. */
    COLUMN_DICTIONARY
  }

  private final String name;
  private final Recording recording;
  private final Layout layout;
  private final RejectSink rejects;
  private @Nullable Iterator<FlightState> states;

  /** A file that is read at the first call of {@link #next()}. */
  public TrajectoryFile(String name, Recording recording, Layout layout, RejectSink rejects) {
    this.name = name;
    this.recording = recording;
    this.layout = layout;
    this.rejects = rejects;
  }

  @Override
  public String name() {
    return name;
  }

  /** In order of time; rows of equal time in the order of the file. */
  @Override
  public Optional<FlightState> next() throws IOException {
    Iterator<FlightState> rest = states;
    if (rest == null) {
      rest = read().iterator();
      states = rest;
    }
    return rest.hasNext() ? Optional.of(rest.next()) : Optional.empty();
  }

  @Override
  public void close() {
    states = null;
  }

  private List<FlightState> read() throws IOException {
    List<FlightState> read = new ArrayList<>();
    long row = 0;
    try (TrajectoryRows rows = open()) {
      Map<String, @Nullable Object> values;
      while ((values = rows.next()) != null) {
        row++;
        if (read.size() == MOST_ROWS) {
          reject(
              row,
              new MalformedStateException(
                  "the file has more than " + MOST_ROWS + " rows",
                  "this row and what follows are lost: split the file by time"),
              JsonValues.text(values));
          break;
        }
        try {
          read.add(TrajectoryRow.state(values));
        } catch (MalformedStateException e) {
          reject(row, e, JsonValues.text(values));
        }
      }
      if (row == 0) {
        reject(
            1,
            new MalformedStateException("there are no rows", "expected: rows of a trajectory"),
            "");
      }
    } catch (IOException e) {
      if (!JsonValues.isBrokenInput(e)) {
        throw e;
      }
      String message =
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
      reject(
          row + 1,
          new MalformedStateException(
              "the JSON is broken: " + message, "what follows is lost: fetch the file again"),
          "");
    }
    read.sort(Comparator.comparing(FlightState::observedAt));
    return read;
  }

  private TrajectoryRows open() throws IOException {
    return switch (layout) {
      case ROW_LIST -> new RowList(recording);
      case COLUMN_DICTIONARY -> new ColumnDictionary(recording);
    };
  }

  private void reject(long row, MalformedStateException e, String text) throws IOException {
    rejects.add(new Rejects.Reject("row " + row, e.reason(), e.remedy(), text));
  }
}
