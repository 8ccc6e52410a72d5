package io.millrace.simulator.flights.snapshot;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.flights.FlightSource;
import io.millrace.recordings.flights.opensky.StatesJsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * States that do not come as answers of the API, grouped: those of about one instant, at most
 * {@value #MOST_TOGETHER}. The body is what the API would have answered.
 */
public final class GroupedStates implements SnapshotSource {

  private static final int MOST_TOGETHER = 1_000;
  private static final Duration REAL_INTERVAL = Duration.ofMillis(100);

  private final FlightSource source;
  private final double speedUp;
  private Optional<FlightState> upcoming = Optional.empty();

  /**
   * Groups of the source's states.
   *
   * @param source at its beginning; closed with this
   * @param speedUp how much faster than real time the states' own times pass: a group spans less
   *     than 100 ms of real time
   */
  public GroupedStates(FlightSource source, double speedUp) {
    this.source = source;
    this.speedUp = speedUp;
  }

  private record Group(List<FlightState> states, byte[] body, Instant arrivedAt)
      implements Snapshot {
    @Override
    public <X extends Exception> void forEachState(Visitor<X> visitor) throws X {
      for (FlightState state : states) {
        visitor.visit(state);
      }
    }
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public Optional<Snapshot> next() throws IOException, InterruptedException {
    List<FlightState> group = new ArrayList<>();
    Optional<FlightState> next = upcoming.isPresent() ? upcoming : source.next();
    while (next.isPresent() && fits(next.get(), group)) {
      group.add(next.get());
      next = source.next();
    }
    upcoming = next;
    return group.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Group(group, Gzip.of(out -> StatesJsonWriter.write(group, out)), Instant.now()));
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private boolean fits(FlightState state, List<FlightState> group) {
    if (group.isEmpty()) {
      return true;
    }
    if (group.size() == MOST_TOGETHER) {
      return false;
    }
    Duration later = Duration.between(group.get(0).observedAt(), state.observedAt());
    double real = (later.getSeconds() + later.getNano() / 1e9) / speedUp;
    return real * 1_000 < REAL_INTERVAL.toMillis();
  }
}
