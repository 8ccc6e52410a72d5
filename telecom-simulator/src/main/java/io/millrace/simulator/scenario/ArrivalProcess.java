package io.millrace.simulator.scenario;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When events are recorded: a non-homogeneous Poisson process, drawn by thinning a faster
 * homogeneous one (Lewis and Shedler, "Simulation of nonhomogeneous Poisson processes by thinning",
 * Naval Research Logistics Quarterly 26, 1979).
 */
final class ArrivalProcess {

  private final Instant start;
  private final Intensity intensity;
  private final double meanGapMicros;
  private final Draw draw;
  private double elapsedMicros;

  /**
   * @param rate mean events per second over a day
   */
  ArrivalProcess(Instant start, double rate, TrafficProfile profile, Draw draw) {
    this.start = start;
    this.intensity = new Intensity(profile);
    this.meanGapMicros = 1_000_000 / (rate * intensity.highestFactor());
    this.draw = draw;
  }

  /** The next arrival, µs, never before the last one. */
  Instant next() {
    while (true) {
      elapsedMicros += draw.exponential(meanGapMicros);
      Instant candidate = start.plus((long) elapsedMicros, ChronoUnit.MICROS);
      if (draw.happens(intensity.factorAt(candidate) / intensity.highestFactor())) {
        return candidate;
      }
    }
  }
}
