package io.millrace.local.audit;

import java.math.BigDecimal;

/**
 * What is measured of a window.
 *
 * @param durationSeconds s
 * @param megabytes MB of 10⁶ bytes
 * @param amount tenge
 */
public record WindowMetrics(
    long events,
    long durationSeconds,
    BigDecimal megabytes,
    BigDecimal amount,
    long distinctSubscribers) {

  /** Takes trailing zeros off, so that equal numbers are equal whatever scale they came with. */
  public WindowMetrics {
    megabytes = megabytes.stripTrailingZeros();
    amount = amount.stripTrailingZeros();
  }
}
