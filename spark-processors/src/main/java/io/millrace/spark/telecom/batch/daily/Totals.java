package io.millrace.spark.telecom.batch.daily;

import java.math.BigDecimal;

/**
 * Exact sums over some events.
 *
 * @param events how many
 * @param durationSeconds s
 * @param megabytes MB of 10⁶ bytes
 * @param amount tenge
 */
record Totals(long events, long durationSeconds, BigDecimal megabytes, BigDecimal amount) {

  /** Of no events. */
  static final Totals NONE = new Totals(0, 0, BigDecimal.ZERO, BigDecimal.ZERO);

  /** Of both. */
  Totals plus(Totals other) {
    return new Totals(
        Math.addExact(events, other.events),
        Math.addExact(durationSeconds, other.durationSeconds),
        megabytes.add(other.megabytes),
        amount.add(other.amount));
  }
}
