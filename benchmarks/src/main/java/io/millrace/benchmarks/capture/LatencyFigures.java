package io.millrace.benchmarks.capture;

/**
 * What a contender needs beside a steady load, and without one.
 *
 * @param contender its name
 * @param p50Millis half of the rows were with the consumer so soon after COMMIT
 * @param p99Millis likewise 99 %
 * @param p999Millis likewise 99.9 %
 * @param loadPercent its CPU under the load, % of one core
 * @param idlePercent its CPU without load, % of one core
 * @param rows that were counted
 * @param missing rows that did not arrive within 10 s of the load's end
 * @param late transactions that the writer began late, because the machine had no time for it
 */
record LatencyFigures(
    String contender,
    double p50Millis,
    double p99Millis,
    double p999Millis,
    double loadPercent,
    double idlePercent,
    long rows,
    long missing,
    int late) {

  /** From sorted nanoseconds. */
  static double percentileMillis(long[] sorted, double percent) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int index = (int) Math.ceil(percent / 100 * sorted.length) - 1;
    return sorted[Math.max(0, index)] / 1e6;
  }
}
