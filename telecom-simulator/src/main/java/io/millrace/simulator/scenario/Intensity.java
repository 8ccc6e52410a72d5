package io.millrace.simulator.scenario;

import java.time.Instant;
import java.time.ZoneOffset;

/**
 * A traffic profile as a table: one factor for each minute of the local day, their mean exactly 1.
 */
final class Intensity {

  // Asia/Almaty: all of Kazakhstan keeps it since March 2024, without daylight saving.
  private static final ZoneOffset LOCAL = ZoneOffset.ofHours(5);
  private static final int MINUTES_PER_DAY = 24 * 60;

  private final double[] factorByMinute = new double[MINUTES_PER_DAY];
  private final double highest;

  Intensity(TrafficProfile profile) {
    double sum = 0;
    double most = 0;
    for (int minute = 0; minute < MINUTES_PER_DAY; minute++) {
      double shape = profile.shape((minute + 0.5) / 60);
      factorByMinute[minute] = shape;
      sum += shape;
      most = Math.max(most, shape);
    }
    double normal = MINUTES_PER_DAY / sum;
    for (int minute = 0; minute < MINUTES_PER_DAY; minute++) {
      factorByMinute[minute] *= normal;
    }
    highest = most * normal;
  }

  /** Intensity at an instant over the day's mean. */
  double factorAt(Instant instant) {
    long localSeconds = instant.getEpochSecond() + LOCAL.getTotalSeconds();
    return factorByMinute[(int) Math.floorMod(Math.floorDiv(localSeconds, 60L), MINUTES_PER_DAY)];
  }

  /** The highest factor of the day. */
  double highestFactor() {
    return highest;
  }
}
