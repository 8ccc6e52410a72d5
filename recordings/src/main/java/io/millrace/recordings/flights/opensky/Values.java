package io.millrace.recordings.flights.opensky;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Takes a field's value for what it must be, or says why it is not. */
public final class Values {

  // From 1970 to 2100: what analytics hold in 32 bits of Unix time.
  private static final double LATEST_SECONDS = 4_102_444_800.0;
  private static final long MICROS = 1_000_000;

  private Values() {}

  /** A text or null. It has no char 0 and no half of a pair, which PostgreSQL cannot hold. */
  public static @Nullable String text(String field, @Nullable Object value)
      throws MalformedStateException {
    if (value == null) {
      return null;
    }
    if (value instanceof String text) {
      if (text.codePoints().anyMatch(Values::cannotBeStored)) {
        throw new MalformedStateException(
            field + " has a char 0 or half of a surrogate pair", "correct it at its source");
      }
      return text;
    }
    throw unexpected(field, value, "a text or null");
  }

  // What is left of a pair that is whole is one code point beyond them.
  private static boolean cannotBeStored(int codePoint) {
    return codePoint == 0
        || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
  }

  /** A number or null. */
  public static @Nullable Double number(String field, @Nullable Object value)
      throws MalformedStateException {
    if (value == null) {
      return null;
    }
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw unexpected(field, value, "a finite number or null");
  }

  /** A whole number from 0, or null. */
  public static @Nullable Integer ordinal(String field, @Nullable Object value)
      throws MalformedStateException {
    Double number = number(field, value);
    if (number == null) {
      return null;
    }
    if (number >= 0 && number <= 1_000 && number == Math.rint(number)) {
      return number.intValue();
    }
    throw unexpected(field, value, "a whole number from 0");
  }

  /** True, false or null. */
  public static @Nullable Boolean flag(String field, @Nullable Object value)
      throws MalformedStateException {
    if (value == null || value instanceof Boolean) {
      return (Boolean) value;
    }
    throw unexpected(field, value, "true or false");
  }

  /** Seconds of Unix time, with fractions down to 1 µs, or null. */
  public static @Nullable Instant seconds(String field, @Nullable Object value)
      throws MalformedStateException {
    return instant(field, number(field, value), "seconds since 1970, before 2100");
  }

  /** Milliseconds of Unix time, or null. */
  public static @Nullable Instant milliseconds(String field, @Nullable Object value)
      throws MalformedStateException {
    Double milliseconds = number(field, value);
    return instant(
        field,
        milliseconds == null ? null : milliseconds / 1_000,
        "milliseconds since 1970, before 2100");
  }

  /** An instant in microseconds, since 1970 and before 2100. */
  public static Instant instant(String field, Instant value) throws MalformedStateException {
    if (value.isBefore(Instant.EPOCH) || value.getEpochSecond() >= LATEST_SECONDS) {
      throw unexpected(field, value, "an instant since 1970, before 2100");
    }
    return value.plusNanos(500).truncatedTo(ChronoUnit.MICROS);
  }

  /** The value, which must not be null. */
  public static <T> T required(String field, @Nullable T value) throws MalformedStateException {
    if (value == null) {
      throw new MalformedStateException(
          field + " is null or missing", "every state needs it: correct or leave out the state");
    }
    return value;
  }

  /** An aircraft's address in lower case. */
  public static String address(String field, @Nullable Object value)
      throws MalformedStateException {
    return required(field, text(field, value)).strip().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Instant instant(String field, @Nullable Double seconds, String expected)
      throws MalformedStateException {
    if (seconds == null) {
      return null;
    }
    if (seconds < 0 || seconds >= LATEST_SECONDS) {
      throw unexpected(field, seconds, expected);
    }
    long micros = Math.round(seconds * MICROS);
    return Instant.ofEpochSecond(micros / MICROS, micros % MICROS * 1_000);
  }

  private static MalformedStateException unexpected(
      String field, @Nullable Object value, String expected) {
    String shown = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
    return new MalformedStateException(
        field + " is " + shown, "expected: " + expected + "; correct it at its source");
  }
}
