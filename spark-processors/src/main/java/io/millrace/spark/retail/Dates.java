package io.millrace.spark.retail;

import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.make_date;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.millrace.model.retail.RetailRule;
import io.millrace.spark.retail.Conventions.DateOrder;
import io.millrace.spark.retail.Conventions.SerialDates;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Column;

/**
 * Dates as people write them: year first, year last, with a month's English name, or as a number of
 * days. A time of day behind a date is left out.
 */
final class Dates {

  private static final String TIME =
      "(?:[T ]\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\\d{2}:?\\d{2})?)?$";
  private static final String YEAR_FIRST = "^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})" + TIME;
  private static final String DIGITS = "^(\\d{4})(\\d{2})(\\d{2})$";
  private static final String YEAR_LAST = "^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})" + TIME;
  private static final String SHORT_YEAR = "^\\d{1,2}([-/.])\\d{1,2}\\1\\d{2}" + TIME;
  private static final String DAY_NAME_YEAR =
      "(?i)^(\\d{1,2})[ -](" + months() + ")\\.?,?[ -](\\d{4})" + TIME;
  private static final String NAME_DAY_YEAR =
      "(?i)^(" + months() + ")\\.? (\\d{1,2}),? (\\d{4})" + TIME;
  private static final String SERIAL = "^(\\d{5})(?:\\.\\d+)?$";
  private static final String FIRST = "1970-01-01";
  private static final String LAST = "2099-12-31";

  private Dates() {}

  /** Whether a date can only be read in that order. */
  static Column shows(Column given, DateOrder order) {
    Column first = part(given, YEAR_LAST, 1);
    Column second = part(given, YEAR_LAST, 3);
    return switch (order) {
      case DAY_FIRST -> first.gt(12).and(second.leq(12));
      case MONTH_FIRST -> first.leq(12).and(second.gt(12));
    };
  }

  /**
   * Why a text is no date; null if it is one, or nothing is given.
   *
   * @param date of {@link #date}
   */
  static Column wrong(Column given, Column date, Conventions conventions) {
    Column ambiguous =
        part(given, YEAR_LAST, 1)
            .leq(12)
            .and(part(given, YEAR_LAST, 3).leq(12))
            .and(part(given, YEAR_LAST, 1).notEqual(part(given, YEAR_LAST, 3)))
            .and(lit(conventions.dateOrder().isEmpty()));
    return when(given.isNull(), lit(null).cast("string"))
        .when(ambiguous, lit(RetailRule.AMBIGUOUS_DATE.reason()))
        .when(given.rlike(SHORT_YEAR), lit(RetailRule.TWO_DIGIT_YEAR.reason()))
        .when(
            given.rlike(SERIAL).and(lit(conventions.serialDates().isEmpty())),
            lit(RetailRule.SERIAL_DAY_NUMBER.reason()))
        .when(
            date.isNull().or(date.lt(lit(FIRST))).or(date.gt(lit(LAST))),
            lit(RetailRule.NOT_A_DATE.reason()));
  }

  /** A date, if {@link #wrong} finds nothing; ambiguous ones are read in some order. */
  static Column date(Column given, Conventions conventions) {
    Column first = part(given, YEAR_LAST, 1);
    Column second = part(given, YEAR_LAST, 3);
    Column year = part(given, YEAR_LAST, 4);
    Column dayFirst = make_date(year, second, first);
    Column monthFirst = make_date(year, first, second);
    Column either =
        conventions.dateOrder().map(order -> order == DateOrder.DAY_FIRST).orElse(true)
            ? dayFirst
            : monthFirst;
    Optional<SerialDates> serial = conventions.serialDates();
    return when(given.rlike(YEAR_FIRST), ymd(given, YEAR_FIRST, 1, 3, 4))
        .when(given.rlike(DIGITS), ymd(given, DIGITS, 1, 2, 3))
        .when(shows(given, DateOrder.DAY_FIRST), dayFirst)
        .when(shows(given, DateOrder.MONTH_FIRST), monthFirst)
        .when(given.rlike(YEAR_LAST), either)
        .when(
            given.rlike(DAY_NAME_YEAR),
            make_date(
                part(given, DAY_NAME_YEAR, 3),
                month(given, DAY_NAME_YEAR, 2),
                part(given, DAY_NAME_YEAR, 1)))
        .when(
            given.rlike(NAME_DAY_YEAR),
            make_date(
                part(given, NAME_DAY_YEAR, 3),
                month(given, NAME_DAY_YEAR, 1),
                part(given, NAME_DAY_YEAR, 2)))
        .when(
            given.rlike(SERIAL).and(lit(serial.isPresent())),
            date_add(
                to_date(lit(serial.map(SerialDates::dayZero).orElse(FIRST))),
                part(given, SERIAL, 1)));
  }

  private static Column ymd(Column given, String pattern, int year, int month, int day) {
    return make_date(
        part(given, pattern, year), part(given, pattern, month), part(given, pattern, day));
  }

  private static Column part(Column given, String pattern, int group) {
    // An empty text, where the pattern does not match, becomes null.
    return regexp_extract(given, pattern, group).cast("int");
  }

  private static Column month(Column given, String pattern, int group) {
    Column letters = lower(regexp_extract(given, pattern, group).substr(1, 3));
    String[] names =
        Arrays.stream(Month.values())
            .map(month -> month.getDisplayName(TextStyle.FULL, Locale.ENGLISH))
            .map(name -> name.substring(0, 3).toLowerCase(Locale.ROOT))
            .toArray(String[]::new);
    return array_position(lit(names), letters).cast("int");
  }

  private static String months() {
    StringBuilder pattern = new StringBuilder("Sept");
    for (Month month : Month.values()) {
      String name = month.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      pattern.append('|').append(name).append('|').append(name, 0, 3);
    }
    return pattern.toString();
  }
}
