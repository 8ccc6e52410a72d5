package io.millrace.spark.retail;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;

/**
 * How a file writes what can be read in two ways; empty where nothing decides it.
 *
 * @param dateOrder of dates such as 8/4/2024
 * @param decimalMark of numbers such as 1,234
 * @param serialDates of dates that are numbers of days
 */
record Conventions(
    Optional<DateOrder> dateOrder,
    Optional<DecimalMark> decimalMark,
    Optional<SerialDates> serialDates)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Nothing said and nothing seen. */
  static final Conventions NONE =
      new Conventions(Optional.empty(), Optional.empty(), Optional.empty());

  /** What a date begins with whose year is last. */
  enum DateOrder {
    DAY_FIRST,
    MONTH_FIRST
  }

  /** What stands before the decimals; the other of the two groups thousands. */
  enum DecimalMark {
    POINT('.', ','),
    COMMA(',', '.');

    private final char mark;
    private final char grouping;

    DecimalMark(char mark, char grouping) {
      this.mark = mark;
      this.grouping = grouping;
    }

    char mark() {
      return mark;
    }

    char grouping() {
      return grouping;
    }
  }

  /** From which day a spreadsheet counts. */
  enum SerialDates {
    /** Day 60 is 1900-02-29, which there was not: counted from 1899-12-30, days from 61 on fit. */
    FROM_1900("1899-12-30"),
    /** Of workbooks of old Macintoshes. */
    FROM_1904("1904-01-01");

    private final String dayZero;

    SerialDates(String dayZero) {
      this.dayZero = dayZero;
    }

    String dayZero() {
      return dayZero;
    }
  }

  /** What is said counts more than what was seen. */
  Conventions orElse(Conventions seen) {
    return new Conventions(
        dateOrder.or(seen::dateOrder),
        decimalMark.or(seen::decimalMark),
        serialDates.or(seen::serialDates));
  }

  /** As reports write it. */
  static String text(Optional<? extends Enum<?>> convention) {
    return convention.map(value -> value.name().toLowerCase(Locale.ROOT)).orElse("undecided");
  }
}
