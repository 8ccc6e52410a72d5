package io.millrace.simulator.flights.write;

import io.millrace.model.flights.FlightQuality.Assessment;
import io.millrace.recordings.flights.FlightHistory;
import io.millrace.simulator.flights.snapshot.Snapshot;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A snapshot whose states have been judged once; they can be written as often as it takes. */
final class JudgedSnapshot {

  private final Snapshot snapshot;
  private final String run;
  private final Instant observedAt;
  private final boolean hasStates;
  private final BrokenRules broken;

  private JudgedSnapshot(
      Snapshot snapshot, String run, @Nullable Instant firstObservedAt, BrokenRules broken) {
    this.snapshot = snapshot;
    this.run = run;
    this.observedAt = firstObservedAt == null ? snapshot.arrivedAt() : firstObservedAt;
    this.hasStates = firstObservedAt != null;
    this.broken = broken;
  }

  /** Judges the states, which become the previous ones of their aircraft. */
  static JudgedSnapshot of(Snapshot snapshot, String run, FlightHistory history) {
    BrokenRules broken = new BrokenRules();
    List<Instant> first = new ArrayList<>(1);
    snapshot.forEachState(
        state -> {
          if (first.isEmpty()) {
            first.add(state.observedAt());
          }
          broken.add(history.assess(state));
        });
    return new JudgedSnapshot(snapshot, run, first.isEmpty() ? null : first.get(0), broken);
  }

  /** In gzip. */
  byte[] body() {
    return snapshot.body();
  }

  /** The run of the source. */
  String run() {
    return run;
  }

  /** The time of its first state; of its arrival if it has none. */
  Instant observedAt() {
    return observedAt;
  }

  /** Whether a single state could be read. */
  boolean hasStates() {
    return hasStates;
  }

  /** Takes judged states. */
  @FunctionalInterface
  interface Chunks {
    /** Takes the next ones; at least one. */
    void take(List<Assessment> chunk) throws SQLException;
  }

  /** Goes through the states in their order, at most {@code most} at once. */
  void forEachChunk(int most, Chunks chunks) throws SQLException {
    List<Assessment> chunk = new ArrayList<>();
    int[] index = {0};
    snapshot.<SQLException>forEachState(
        state -> {
          chunk.add(broken.assessment(index[0]++, state));
          if (chunk.size() == most) {
            chunks.take(List.copyOf(chunk));
            chunk.clear();
          }
        });
    if (!chunk.isEmpty()) {
      chunks.take(List.copyOf(chunk));
    }
  }
}
