package io.millrace.simulator.flights.write;

import io.millrace.recordings.flights.FlightHistory;
import io.millrace.recordings.flights.FlightReport;
import io.millrace.simulator.flights.snapshot.Snapshot;
import io.millrace.simulator.flights.snapshot.SnapshotSource;
import io.millrace.simulator.writer.Pacing;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One run: takes snapshots from a source as their time comes, judges their states, writes both. */
public final class FlightRun {

  private final SnapshotSource source;
  private final FlightWriter writer;
  private final double speedUp;
  private final String run;
  private final FlightHistory history = new FlightHistory();
  private @Nullable Pacing pacing;

  /**
   * A run that has not begun, under a random name.
   *
   * @param speedUp how much faster than real time the states' own times pass; infinite for as fast
   *     as PostgreSQL takes them
   */
  public FlightRun(SnapshotSource source, FlightWriter writer, double speedUp) {
    this(source, writer, speedUp, randomName());
  }

  /**
   * A run that has not begun.
   *
   * @param run its name, eight hexadecimal digits: states are judged beside those of their run
   */
  public FlightRun(SnapshotSource source, FlightWriter writer, double speedUp, String run) {
    if (!run.matches("[0-9a-f]{8}")) {
      throw new IllegalArgumentException(
          "run is \"" + run + "\"; allowed: eight hexadecimal digits in lower case");
    }
    this.source = source;
    this.writer = writer;
    this.speedUp = speedUp;
    this.run = run;
  }

  /**
   * Runs to the end of the source.
   *
   * @return what was written, as it is stored
   * @throws IOException if the source fails
   * @throws InterruptedException if interrupted, between or during writes
   */
  public FlightReport run() throws IOException, InterruptedException {
    FlightReport report = new FlightReport();
    Optional<Snapshot> next;
    while ((next = source.next()).isPresent()) {
      JudgedSnapshot snapshot = JudgedSnapshot.of(next.get(), run, history);
      if (snapshot.hasStates()) {
        Instant due = snapshot.observedAt();
        pacing(due).await(due);
      }
      report.add(writer.write(snapshot));
    }
    return report;
  }

  private Pacing pacing(Instant first) {
    Pacing known = pacing;
    if (known == null) {
      known =
          Double.isInfinite(speedUp)
              ? Pacing.unpaced()
              : Pacing.paced(first, speedUp, System.nanoTime());
      pacing = known;
    }
    return known;
  }

  private static String randomName() {
    return String.format("%08x", ThreadLocalRandom.current().nextInt());
  }
}
