package io.millrace.bridge.source;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waiting times that double, with jitter so that sources which failed together do not come back
 * together.
 *
 * @param first the wait after the first failure, before jitter
 * @param longest no wait is longer
 */
public record Backoff(Duration first, Duration longest) {

  /** 1 s, doubling to 30 s. */
  public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

  /** Checks the order. */
  public Backoff {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "backoff from " + first + " to " + longest + "; expected 0 < first <= longest");
    }
  }

  /**
   * The wait after a failure: between 75 % and 100 % of the doubled time.
   *
   * @param attempt how many tries have failed in a row, from 1
   */
  public Duration delay(int attempt, RandomGenerator random) {
    long doubled = first.toMillis() << Math.min(attempt - 1, 20);
    long capped = Math.min(doubled, longest.toMillis());
    return Duration.ofMillis(capped - (long) (capped * 0.25 * random.nextDouble()));
  }
}
