package io.millrace.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

/** Pearson's test that counts come from expected shares, at a level of one in ten thousand. */
final class ChiSquare {

  private static final double NORMAL_QUANTILE = 3.719;

  private ChiSquare() {}

  static void assertFits(long[] observed, double[] expected) {
    double statistic = 0;
    for (int i = 0; i < observed.length; i++) {
      double difference = observed[i] - expected[i];
      statistic += difference * difference / expected[i];
    }
    assertThat(statistic).isLessThan(critical(observed.length - 1));
  }

  // The quantile by Wilson and Hilferty's approximation (PNAS 17, 1931).
  static double critical(int degrees) {
    double part = 2.0 / (9 * degrees);
    return degrees * Math.pow(1 - part + NORMAL_QUANTILE * Math.sqrt(part), 3);
  }
}
