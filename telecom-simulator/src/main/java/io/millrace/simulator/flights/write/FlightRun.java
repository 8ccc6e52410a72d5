package io.millrace.simulator.flights.write;

import io.millrace.model.flights.FlightQuality.Assessment;
import io.millrace.model.flights.FlightState;
import io.millrace.recordings.flights.FlightHistory;
import io.millrace.recordings.flights.FlightReport;
import io.millrace.recordings.flights.FlightSource;
import io.millrace.simulator.writer.Pacing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run: takes states from a source as their time comes, judges them, and writes those of about
 * one instant together, at most {@value #MOST_TOGETHER}.
 */
public final class FlightRun {

  private static final int MOST_TOGETHER = 1_000;
  private static final Duration REAL_BATCH_INTERVAL = Duration.ofMillis(100);

  private final FlightSource source;
  private final FlightWriter writer;
  private final double speedUp;
  private final FlightHistory history = new FlightHistory();
  private final FlightReport report = new FlightReport();
  private final List<FlightState> batch = new ArrayList<>();
  private @Nullable Pacing pacing;

  /**
   * A run that has not begun.
   *
   * @param speedUp how much faster than real time the states' own times pass; infinite for as fast
   *     as PostgreSQL takes them
   */
  public FlightRun(FlightSource source, FlightWriter writer, double speedUp) {
    this.source = source;
    this.writer = writer;
    this.speedUp = speedUp;
  }

  /**
   * Runs to the end of the source.
   *
   * @return what was written, as it is stored
   * @throws IOException if the source fails
   * @throws InterruptedException if interrupted, between or during writes
   */
  public FlightReport run() throws IOException, InterruptedException {
    while (true) {
      if (source.waits()) {
        flush();
      }
      Optional<FlightState> next = source.next();
      if (next.isEmpty()) {
        flush();
        return report;
      }
      if (!fits(next.get())) {
        flush();
      }
      batch.add(next.get());
    }
  }

  private boolean fits(FlightState state) {
    if (batch.isEmpty()) {
      return true;
    }
    if (batch.size() == MOST_TOGETHER) {
      return false;
    }
    Duration later = Duration.between(batch.get(0).observedAt(), state.observedAt());
    double real = (later.getSeconds() + later.getNano() / 1e9) / speedUp;
    return real * 1_000 < REAL_BATCH_INTERVAL.toMillis();
  }

  private void flush() throws InterruptedException {
    if (batch.isEmpty()) {
      return;
    }
    Instant due = batch.get(0).observedAt();
    pacing(due).await(due);
    List<Assessment> assessments = new ArrayList<>(batch.size());
    for (FlightState state : batch) {
      assessments.add(history.assess(state));
    }
    batch.clear();
    writer.write(assessments).forEach(report::add);
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
}
