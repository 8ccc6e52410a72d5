package io.millrace.simulator.scenario;

import io.millrace.simulator.event.EventRow;
import io.millrace.simulator.event.Transaction;
import io.millrace.simulator.masking.NumberMask;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A run of invented telecom traffic. Equal scenarios give equal rows and equal changes; neither the
 * clock nor the database is looked at.
 *
 * @param seed of every random draw
 * @param start simulated instant at which the traffic begins, µs, in 1971 to 2090
 * @param rate mean events per second, 1 to 20,000: over a day with {@link TrafficProfile#DAILY}, at
 *     any time with {@link TrafficProfile#FLAT}
 * @param profile how the intensity moves over the day
 * @param events how many events are inserted; empty for as many as the duration gives
 * @param duration for how much simulated time events are inserted; {@link #UNLIMITED} for no end
 * @param batchInterval simulated time of the events that are committed together, 10 ms to 1 min
 * @param subscribers how many subscribers there are, 1,000 to 1,000,000
 * @param shares how often the feed misbehaves
 * @param lateMax how late a late event is at most, over 2 min and up to 7 days
 */
public record TelecomScenario(
    long seed,
    Instant start,
    double rate,
    TrafficProfile profile,
    OptionalLong events,
    Duration duration,
    Duration batchInterval,
    int subscribers,
    FeedShares shares,
    Duration lateMax) {

  /** A duration beyond any run: about 100 years. */
  public static final Duration UNLIMITED = Duration.ofDays(36_500);

  private static final Instant EARLIEST_START = Instant.parse("1971-01-01T00:00:00Z");
  private static final Instant LATEST_START = Instant.parse("2090-01-01T00:00:00Z");
  private static final int HIGHEST_RATE = 20_000;
  private static final Duration LEAST_BATCH_INTERVAL = Duration.ofMillis(10);
  private static final Duration MOST_BATCH_INTERVAL = Duration.ofMinutes(1);
  private static final int FEWEST_SUBSCRIBERS = 1_000;
  private static final int MOST_SUBSCRIBERS = 1_000_000;
  private static final Duration MOST_LATE = Duration.ofDays(7);

  public TelecomScenario {
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(shares, "shares");
    if (!start.equals(start.truncatedTo(ChronoUnit.MICROS))) {
      throw new IllegalArgumentException("start is " + start + "; allowed: whole microseconds");
    }
    // Late events and clocks ahead stay between 1970 and 2100, what the analytics can hold.
    if (start.isBefore(EARLIEST_START) || start.isAfter(LATEST_START)) {
      throw new IllegalArgumentException(
          "start is " + start + "; allowed: " + EARLIEST_START + " to " + LATEST_START);
    }
    // The negated form also turns NaN away.
    if (!(rate >= 1 && rate <= HIGHEST_RATE)) {
      throw new IllegalArgumentException(
          "rate is " + rate + " events/s; allowed: 1 to " + HIGHEST_RATE);
    }
    if (events.isPresent() && events.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "events is " + events.getAsLong() + "; allowed: 1 and above");
    }
    if (duration.isNegative() || duration.isZero() || duration.compareTo(UNLIMITED) > 0) {
      throw new IllegalArgumentException(
          "duration is " + duration + "; allowed: more than none, up to " + UNLIMITED);
    }
    if (batchInterval.compareTo(LEAST_BATCH_INTERVAL) < 0
        || batchInterval.compareTo(MOST_BATCH_INTERVAL) > 0) {
      throw new IllegalArgumentException(
          "batch interval is "
              + batchInterval
              + "; allowed: "
              + LEAST_BATCH_INTERVAL
              + " to "
              + MOST_BATCH_INTERVAL);
    }
    if (subscribers < FEWEST_SUBSCRIBERS || subscribers > MOST_SUBSCRIBERS) {
      throw new IllegalArgumentException(
          "subscribers is "
              + subscribers
              + "; allowed: "
              + FEWEST_SUBSCRIBERS
              + " to "
              + MOST_SUBSCRIBERS);
    }
    if (lateMax.compareTo(EventRow.LATE_AFTER) <= 0 || lateMax.compareTo(MOST_LATE) > 0) {
      throw new IllegalArgumentException(
          "late max is "
              + lateMax
              + "; allowed: more than "
              + EventRow.LATE_AFTER
              + ", up to "
              + MOST_LATE);
    }
  }

  /** Settings to change from the defaults; the result is checked by {@link Builder#build()}. */
  public static Builder builder() {
    return new Builder();
  }

  /** What the rows of this run name as their source. */
  public String source() {
    return "simulator:" + seed;
  }

  /** The run, drawn as it is read, its numbers masked by a key of the seed. */
  public Iterator<Transaction> transactions() {
    return transactions(NumberMask.ofSeed(seed));
  }

  /**
   * The run, drawn as it is read. The end of the events is followed by all changes still due, so
   * that after the last transaction nothing is pending.
   */
  public Iterator<Transaction> transactions(NumberMask mask) {
    return new ScenarioTransactions(this, mask);
  }

  /** Collects the settings of a scenario. */
  public static final class Builder {
    private long seed = 42;
    private Instant start = Instant.parse("2026-01-01T00:00:00Z");
    private double rate = 200;
    private TrafficProfile profile = TrafficProfile.DAILY;
    private OptionalLong events = OptionalLong.empty();
    private Duration duration = UNLIMITED;
    private Duration batchInterval = Duration.ofMillis(100);
    private int subscribers = 100_000;
    private FeedShares shares = FeedShares.DEFAULT;
    private Duration lateMax = Duration.ofHours(2);

    private Builder() {}

    /** Seed of every draw; 42 by default. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Simulated begin; 2026-01-01T00:00:00Z by default. */
    public Builder start(Instant value) {
      start = value;
      return this;
    }

    /** Mean events per second; 200 by default. */
    public Builder rate(double value) {
      rate = value;
      return this;
    }

    /** Course of the day; {@link TrafficProfile#DAILY} by default. */
    public Builder profile(TrafficProfile value) {
      profile = value;
      return this;
    }

    /** Exact number of inserted events; no limit by default. */
    public Builder events(long value) {
      events = OptionalLong.of(value);
      return this;
    }

    /** Simulated length; no limit by default. */
    public Builder duration(Duration value) {
      duration = value;
      return this;
    }

    /** Simulated time per transaction; 100 ms by default. */
    public Builder batchInterval(Duration value) {
      batchInterval = value;
      return this;
    }

    /** Number of subscribers; 100,000 by default. */
    public Builder subscribers(int value) {
      subscribers = value;
      return this;
    }

    /** Faults of the feed; {@link FeedShares#DEFAULT} by default. */
    public Builder shares(FeedShares value) {
      shares = value;
      return this;
    }

    /** Latest of the late; 2 hours by default. */
    public Builder lateMax(Duration value) {
      lateMax = value;
      return this;
    }

    /**
     * The scenario.
     *
     * @throws IllegalArgumentException if a setting is outside of its range
     */
    public TelecomScenario build() {
      return new TelecomScenario(
          seed,
          start,
          rate,
          profile,
          events,
          duration,
          batchInterval,
          subscribers,
          shares,
          lateMax);
    }
  }
}
