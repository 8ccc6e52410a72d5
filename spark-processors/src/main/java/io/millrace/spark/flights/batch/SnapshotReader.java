package io.millrace.spark.flights.batch;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.Rejects.Reject;
import io.millrace.recordings.flights.opensky.JsonValues;
import io.millrace.recordings.flights.opensky.StatesJson;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.compact.RawSnapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects one after another, as streams: one state is held at a time. What cannot be read is
 * kept apart; only a store that fails is an error.
 */
final class SnapshotReader implements Iterator<Row>, AutoCloseable {

  private final Configuration hadoop;
  private final ObjectStore store;
  private final Iterator<InputObject> objects;
  private final TreeMap<String, Long> rejectCounts = new TreeMap<>();
  private @Nullable InputObject object;
  private @Nullable RejectObject rejects;
  private @Nullable StatesJson states;
  private @Nullable Row next;
  private long position;
  private long read;

  SnapshotReader(Configuration hadoop, Iterator<InputObject> objects) {
    this.hadoop = hadoop;
    this.store = new ObjectStore(hadoop);
    this.objects = objects;
  }

  /** What it has counted, as the task of this number. */
  ReadingTotals.Group totals(int task) {
    return new ReadingTotals.Group(task, read, new TreeMap<>(rejectCounts));
  }

  @Override
  public boolean hasNext() {
    try {
      while (next == null && (states != null || objects.hasNext())) {
        if (states == null) {
          open(objects.next());
        } else {
          advance(states);
        }
      }
      return next != null;
    } catch (IOException e) {
      throw new UncheckedIOException(
          (object == null ? "" : object.path() + ": ") + e.getMessage(), e);
    }
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Row row = next;
    next = null;
    if (row == null) {
      throw new NoSuchElementException();
    }
    return row;
  }

  /** Gives up what is open; called at the end of the task, however it ends. */
  @Override
  public void close() {
    try {
      if (states != null) {
        states.close();
      }
    } catch (IOException e) {
      // Only read from.
    }
    if (rejects != null) {
      rejects.abort();
    }
    states = null;
    rejects = null;
  }

  private void open(InputObject opened) throws IOException {
    object = opened;
    position = 0;
    RejectObject kept = new RejectObject(store, opened, rejectCounts);
    rejects = kept;
    Recording recording =
        Recording.unzipped(
            () ->
                opened.file().isEmpty()
                    ? WholeObject.open(hadoop, opened)
                    : RawSnapshots.open(store, opened.file(), new Path(opened.path()).getName()));
    try {
      states = new StatesJson(opened.source(), recording, kept);
    } catch (IOException e) {
      if (!JsonValues.isBrokenInput(e)) {
        throw e;
      }
      kept.add(
          new Reject(
              "byte 0", "it cannot be decompressed: " + e.getMessage(), "fetch it again", ""));
      finish();
    }
  }

  private void advance(StatesJson reader) throws IOException {
    Optional<FlightState> state = reader.next();
    if (state.isPresent() && object != null) {
      next = FlightColumns.read(state.get(), object, position++);
      read++;
    } else {
      finish();
    }
  }

  private void finish() throws IOException {
    if (states != null) {
      states.close();
      states = null;
    }
    if (rejects != null) {
      rejects.close();
      rejects = null;
    }
  }
}
