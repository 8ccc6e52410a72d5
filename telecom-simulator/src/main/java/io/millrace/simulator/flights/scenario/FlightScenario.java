package io.millrace.simulator.flights.scenario;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.flights.FlightSource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Snapshots of invented flights at regular intervals; about 1 kB of heap per aircraft. */
public final class FlightScenario implements FlightSource {

  private static final int MOST_AIRCRAFT = 100_000;
  // What can be read again from JSON, with room for the flights before and after.
  private static final Instant EARLIEST_START = Instant.parse("1970-01-02T00:00:00Z");
  private static final Instant LATEST_START = Instant.parse("2099-01-01T00:00:00Z");
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
   * @param start of the first snapshot, from 1970-01-02 and before 2099, in microseconds
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
    if (start.isBefore(EARLIEST_START) || !start.isBefore(LATEST_START)) {
      throw new IllegalArgumentException(
          "start is " + start + "; allowed: from " + EARLIEST_START + ", before " + LATEST_START);
    }
    Instant first = start.truncatedTo(ChronoUnit.MICROS);
    this.seed = seed;
    this.interval = interval;
    this.snapshots = snapshots;
    this.instant = first;
    for (int i = 0; i < count; i++) {
      aircraft.add(new Aircraft(seed, i, first));
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
