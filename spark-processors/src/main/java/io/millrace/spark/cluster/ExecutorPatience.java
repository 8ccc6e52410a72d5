package io.millrace.spark.cluster;

import java.time.Duration;
import java.time.Instant;

/** How long it has been since there was an executor. */
final class ExecutorPatience {

  private final Duration limit;
  private Instant last;

  /**
   * @param limit how long is too long
   * @param start when waiting began
   */
  ExecutorPatience(Duration limit, Instant start) {
    this.limit = limit;
    this.last = start;
  }

  Duration limit() {
    return limit;
  }

  /** Whether there has been none for longer than the limit, with what is there now. */
  boolean isExhausted(int executors, Instant now) {
    if (executors > 0) {
      last = now;
    }
    return Duration.between(last, now).compareTo(limit) > 0;
  }
}
