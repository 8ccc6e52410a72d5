package io.millrace.gateway.flights;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Means of what the partials add up in thousandths, so that sums can be taken back exactly. */
final class Mean {

  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

  private Mean() {}

  /**
   * The mean in whole units with three decimals, rounded half up.
   *
   * @param thousandths the sum, in thousandths of the unit
   * @param states how many were added
   * @return null if none were
   */
  static @Nullable BigDecimal of(long thousandths, long states) {
    return states <= 0
        ? null
        : BigDecimal.valueOf(thousandths)
            .divide(BigDecimal.valueOf(states).multiply(THOUSAND), 3, RoundingMode.HALF_UP);
  }
}
