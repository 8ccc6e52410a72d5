package io.millrace.gateway.deadletters;

import io.millrace.gateway.problem.DependencyUnavailableException;
import io.millrace.gateway.problem.DependencyUnavailableException.Dependency;
import java.time.Duration;

/**
 * Until when a reading of Kafka may go on.
 *
 * @param began {@link System#nanoTime()} of the request
 * @param limit of the whole
 */
record Deadline(long began, Duration limit) {

  /**
   * What is left, more than nothing.
   *
   * @throws DependencyUnavailableException if nothing is
   */
  Duration remaining() {
    Duration left = limit.minusNanos(System.nanoTime() - began);
    if (left.isZero() || left.isNegative()) {
      throw new DependencyUnavailableException(
          Dependency.KAFKA,
          "Kafka did not answer within %d ms; try again later".formatted(limit.toMillis()),
          null);
    }
    return left;
  }

  /** Whether more than half is over: a reading that may stop anywhere should. */
  boolean halfOver() {
    return System.nanoTime() - began > limit.toNanos() / 2;
  }
}
