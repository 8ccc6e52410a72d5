package io.millrace.simulator.scenario;

import io.millrace.simulator.event.EventRow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How long the way from event to record takes: mostly a fraction of a second, sometimes seconds, so
 * that events overtake each other, and for late ones minutes to hours.
 */
final class FeedDelays {

  private static final double USUAL_MEDIAN_MICROS = 150_000;
  private static final double USUAL_SIGMA = 0.6;
  private static final double LONGEST_USUAL_MICROS = 2_000_000;
  private static final double LEAST_OUT_OF_ORDER_MICROS = 1_000_000;
  private static final double MOST_OUT_OF_ORDER_MICROS = 30_000_000;

  private final double lateShare;
  private final double outOfOrderShare;
  private final double leastLateMicros;
  private final double mostLateMicros;
  private final Draw draw;

  FeedDelays(FeedShares shares, Duration lateMax, Draw draw) {
    this.lateShare = shares.late();
    this.outOfOrderShare = shares.outOfOrder();
    this.leastLateMicros = micros(EventRow.LATE_AFTER) + 1_000;
    this.mostLateMicros = micros(lateMax);
    this.draw = draw;
  }

  /** When an event that was recorded at that instant happened, µs. */
  Instant eventTime(Instant recordedAt) {
    return recordedAt.minus((long) delayMicros(), ChronoUnit.MICROS);
  }

  private double delayMicros() {
    double chance = draw.uniform();
    if (chance < lateShare) {
      // Log-uniform: as many between 2 and 12 minutes as between 12 minutes and over an hour.
      return draw.logUniform(leastLateMicros, mostLateMicros);
    }
    return chance < lateShare + outOfOrderShare
        ? draw.uniform(LEAST_OUT_OF_ORDER_MICROS, MOST_OUT_OF_ORDER_MICROS)
        : Math.min(LONGEST_USUAL_MICROS, draw.logNormal(USUAL_MEDIAN_MICROS, USUAL_SIGMA));
  }

  private static double micros(Duration duration) {
    return duration.toNanos() / 1_000.0;
  }
}
