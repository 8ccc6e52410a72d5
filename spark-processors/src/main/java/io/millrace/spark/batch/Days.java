package io.millrace.spark.batch;

import java.time.LocalDate;
import java.util.List;

/**
 * Consecutive days.
 *
 * @param first of them
 * @param last included
 */
public record Days(LocalDate first, LocalDate last) {

  private static final LocalDate EARLIEST = LocalDate.of(1970, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(2099, 12, 31);

  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if the last day is before the first, or outside what is kept
   */
  public Days {
    if (last.isBefore(first) || first.isBefore(EARLIEST) || last.isAfter(LATEST)) {
      throw new IllegalArgumentException(
          "days are "
              + first
              + " to "
              + last
              + "; allowed: a first day and a last one not before it, "
              + EARLIEST
              + " to "
              + LATEST);
    }
  }

  /** All of them, in order. */
  public List<LocalDate> all() {
    return first.datesUntil(last.plusDays(1)).toList();
  }

  /** Whether a day is one of them. */
  public boolean contain(LocalDate day) {
    return !day.isBefore(first) && !day.isAfter(last);
  }

  @Override
  public String toString() {
    return first.equals(last) ? first.toString() : first + " to " + last;
  }
}
