package io.millrace.spark.telecom.batch.clean;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Reads decimal numbers of a fixed scale, as PostgreSQL's {@code numeric(14, scale)} takes them.
 */
final class FixedPoint {

  private static final int PRECISION = 14;

  /** What {@link #parse} answers for a text that is no number, or none that fits. */
  static final long NONE = Long.MIN_VALUE;

  private FixedPoint() {}

  /**
   * The number times 10 to the power of {@code scale}, rounded half up as PostgreSQL rounds.
   *
   * @return {@link #NONE} if it is no number of at most 14 digits
   */
  static long parse(char[] text, int offset, int length, int scale) {
    long value = 0;
    int i = offset;
    int end = offset + length;
    boolean negative = length > 0 && text[i] == '-';
    if (negative) {
      i++;
    }
    int decimals = -1;
    int digits = 0;
    for (; i < end; i++) {
      int digit = text[i] - '0';
      if (digit >= 0 && digit <= 9 && digits < PRECISION) {
        value = value * 10 + digit;
        digits++;
        if (decimals >= 0) {
          decimals++;
        }
      } else if (text[i] == '.' && decimals < 0 && digits > 0) {
        decimals = 0;
      } else {
        return slowly(text, offset, length, scale);
      }
    }
    decimals = Math.max(decimals, 0);
    if (digits == 0 || decimals > scale || digits - decimals > PRECISION - scale) {
      return slowly(text, offset, length, scale);
    }
    for (; decimals < scale; decimals++) {
      value *= 10;
    }
    return negative ? -value : value;
  }

  private static long slowly(char[] text, int offset, int length, int scale) {
    try {
      BigDecimal number =
          new BigDecimal(text, offset, length).setScale(scale, RoundingMode.HALF_UP);
      return number.precision() > PRECISION ? NONE : number.unscaledValue().longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      return NONE;
    }
  }
}
