package io.millrace.bridge.source;

import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.connector.postgresql.connection.DateTimeFormat;
import io.debezium.data.SpecialValueDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Date;
import java.util.GregorianCalendar;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;
import org.postgresql.util.PGobject;

/**
 * The texts of values as the driver (in a snapshot) and Debezium's decoder (in the stream) deliver
 * them, which is not the same class for each. A value of a class not foreseen, such as a column's
 * DEFAULT, is written as its own text.
 */
final class PostgresText {

  private static final String INFINITY = "infinity";
  private static final String MINUS_INFINITY = "-infinity";

  /** As timestamptz arrives, with six digits always and years beyond 9999 signed. */
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("'T'HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 6, 6, true)
          .toFormatter();

  private PostgresText() {}

  /** All digits in the column's scale, or {@code NaN}, {@code Infinity}, {@code -Infinity}. */
  static String numeric(Object value) {
    if (value instanceof SpecialValueDecimal number) {
      if (number.getDecimalValue().isPresent()) {
        return number.getDecimalValue().get().toPlainString();
      }
      return Double.toString(number.toDouble());
    }
    return value.toString();
  }

  /** ISO 8601 with astronomical years (44 BC is -0043), or an infinity in PostgreSQL's words. */
  static String date(Object value) {
    if (value instanceof Date date) {
      return date(date);
    }
    if (PostgresValueConverter.POSITIVE_INFINITY_LOCAL_DATE.equals(value)) {
      return INFINITY;
    }
    if (PostgresValueConverter.NEGATIVE_INFINITY_LOCAL_DATE.equals(value)) {
      return MINUS_INFINITY;
    }
    return value.toString();
  }

  private static String date(Date date) {
    if (date.getTime() == PGStatement.DATE_POSITIVE_INFINITY) {
      return INFINITY;
    }
    if (date.getTime() == PGStatement.DATE_NEGATIVE_INFINITY) {
      return MINUS_INFINITY;
    }
    // The driver put PostgreSQL's year, month and day into such a calendar, in the JVM's zone.
    GregorianCalendar calendar = new GregorianCalendar();
    calendar.setTime(date);
    int year = calendar.get(GregorianCalendar.YEAR);
    return LocalDate.of(
            calendar.get(GregorianCalendar.ERA) == GregorianCalendar.BC ? 1 - year : year,
            calendar.get(GregorianCalendar.MONTH) + 1,
            calendar.get(GregorianCalendar.DAY_OF_MONTH))
        .toString();
  }

  /** ISO 8601 without a zone, in microseconds, or an infinity in PostgreSQL's words. */
  static String timestamp(Object value) {
    if (value instanceof String text) {
      return text.equals(INFINITY) || text.equals(MINUS_INFINITY)
          ? text
          : timestamp(DateTimeFormat.get().timestampToInstant(text));
    }
    if (PostgresValueConverter.POSITIVE_INFINITY_INSTANT.equals(value)) {
      return INFINITY;
    }
    if (PostgresValueConverter.NEGATIVE_INFINITY_INSTANT.equals(value)) {
      return MINUS_INFINITY;
    }
    return value instanceof Instant instant
        ? TIMESTAMP.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC))
        : value.toString();
  }

  /** The literal in PostgreSQL's own form. */
  static @Nullable String literal(Object value) {
    return value instanceof PGobject object ? object.getValue() : value.toString();
  }
}
