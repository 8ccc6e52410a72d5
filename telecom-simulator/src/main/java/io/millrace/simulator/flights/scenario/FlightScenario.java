package io.millrace.simulator.flights.scenario;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.flights.FlightSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Snapshots of invented flights at regular intervals; about 1 kB of heap per aircraft. */
public final class FlightScenario implements FlightSource {

  private static final int MOST_AIRCRAFT = 100_000;
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(10);

  private final long seed;
  private final List<Aircraft> aircraft = new ArrayList<>();
  private final Duration interval;
  private final long snapshots;
  private Instant instant;
  private long snapshot;
  private int index;

  /**
   * A scenario at its beginning.
   *
   * @param seed of every random draw
   * @param count of aircraft, 1 to 100,000
   * @param start of the first snapshot
   * @param interval between snapshots, 1 s to 10 min
   * @param snapshots how many; {@link Long#MAX_VALUE} for no end
   * @throws IllegalArgumentException if a value is not allowed
   */
  public FlightScenario(long seed, int count, Instant start, Duration interval, long snapshots) {
    if (count < 1 || count > MOST_AIRCRAFT) {
      throw new IllegalArgumentException("aircraft are " + count + "; allowed: 1 to 100000");
    }
    if (interval.compareTo(SHORTEST_INTERVAL) < 0 || interval.compareTo(LONGEST_INTERVAL) > 0) {
      throw new IllegalArgumentException("interval is " + interval + "; allowed: 1s to 10m");
    }
    if (snapshots < 1) {
      throw new IllegalArgumentException("snapshots are " + snapshots + "; allowed: 1 and above");
    }
    this.seed = seed;
    this.interval = interval;
    this.snapshots = snapshots;
    this.instant = start;
    for (int i = 0; i < count; i++) {
      aircraft.add(new Aircraft(seed, i, start));
    }
  }

  @Override
  public String name() {
    return "simulator:" + seed;
  }

  @Override
  public Optional<FlightState> next() {
    if (index == aircraft.size()) {
      index = 0;
      snapshot++;
      instant = instant.plus(interval);
    }
    return snapshot == snapshots
        ? Optional.empty()
        : Optional.of(aircraft.get(index++).at(instant));
  }

  @Override
  public void close() {
    // Holds nothing but memory.
  }
}
