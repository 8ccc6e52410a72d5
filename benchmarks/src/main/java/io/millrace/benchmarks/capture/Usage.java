package io.millrace.benchmarks.capture;

import java.time.Duration;

/**
 * CPU time that the three processes of a way from the log into Kafka have used so far.
 *
 * @param contender with its children
 * @param sender PostgreSQL's, for the contender's slot
 * @param kafka the broker
 */
record Usage(Duration contender, Duration sender, Duration kafka) {

  /** Reads the three clocks; {@code senderPid} 0 for none. */
  static Usage now(long contenderPid, long senderPid, long kafkaPid) {
    return new Usage(
        ProcessMeter.cpu(contenderPid),
        senderPid == 0 ? Duration.ZERO : ProcessMeter.cpu(senderPid),
        ProcessMeter.cpu(kafkaPid));
  }

  Usage minus(Usage before) {
    return new Usage(
        contender.minus(before.contender), sender.minus(before.sender), kafka.minus(before.kafka));
  }

  /** CPU seconds per million of {@code events}. */
  static double perMillion(Duration cpu, long events) {
    return cpu.toNanos() / 1e3 / events;
  }
}
