package io.millrace.benchmarks.capture;

import java.time.Duration;

/**
 * How long each phase lasts.
 *
 * @param settle from streaming until it is left alone: a start's compilation shall be over
 * @param idle while nothing is written
 * @param warmUp under load, not counted
 * @param measured under load, counted
 */
record LatencyPlan(Duration settle, Duration idle, Duration warmUp, Duration measured) {

  /** Rows of a transaction. */
  static final int ROWS = 20;

  /** Between the starts of two transactions: 2,000 rows per second. */
  static final Duration INTERVAL = Duration.ofMillis(10);

  /** {@code -Dmillrace.latency.scale=0.2} makes every phase a fifth, to try the benchmark. */
  private static final String SCALE = "millrace.latency.scale";

  static LatencyPlan standard() {
    double scale = Double.parseDouble(System.getProperty(SCALE, "1"));
    return new LatencyPlan(
        scaled(15, scale), scaled(30, scale), scaled(20, scale), scaled(60, scale));
  }

  private static Duration scaled(int seconds, double scale) {
    return Duration.ofMillis((long) (seconds * 1_000 * scale));
  }

  /** Transactions of the load's two phases. */
  int transactions() {
    return (int) (warmUp.plus(measured).toNanos() / INTERVAL.toNanos());
  }

  /** Transactions that are not counted. */
  int warmUpTransactions() {
    return (int) (warmUp.toNanos() / INTERVAL.toNanos());
  }
}
