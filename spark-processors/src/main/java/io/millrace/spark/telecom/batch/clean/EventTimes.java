package io.millrace.spark.telecom.batch.clean;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads instants in the formats that event files mix. A local time without a zone is not guessed
 * at: it has a format of its own and no instant. More than six decimals of a second are cut.
 */
final class EventTimes {

  /** What was found, by the names under which rules see it. */
  enum Format {
    /** {@code 2026-01-31T12:05:09.000123Z}, the usual one. */
    ISO_UTC,
    /** {@code 2026-01-31T17:05:09.000123+05:00}. */
    ISO_OFFSET,
    /** {@code 2026-01-31 17:05:09.000123 Asia/Almaty}. */
    ZONE_ID,
    /** {@code 31.01.2026 12:05:09.000123}, UTC by agreement with those who write it so. */
    DAY_FIRST,
    /** A number of milliseconds since 1970. */
    EPOCH_MILLIS,
    /** A number of seconds since 1970, with or without decimals. */
    EPOCH_SECONDS,
    /** {@code 2026-01-31 17:05:09}: of which zone, nobody can know. */
    NO_ZONE,
    /** None of these. */
    UNKNOWN;

    private final String id = name().toLowerCase(Locale.ROOT);

    String id() {
      return id;
    }
  }

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long SECONDS_PER_DAY = 86_400;
  private static final BigDecimal FIRST_MILLIS = new BigDecimal(100_000_000_000L);
  private static final BigDecimal LAST_MILLIS = new BigDecimal(100_000_000_000_000L);
  private static final int DATE_LENGTH = 10;
  private static final int SHORTEST_ISO = 20;

  private static final DateTimeFormatter ZONED =
      local("uuuu-MM-dd")
          .appendLiteral(' ')
          .appendZoneId()
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);
  private static final DateTimeFormatter DAY_FIRST =
      local("dd.MM.uuuu").toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
  private static final DateTimeFormatter LOCAL =
      local("uuuu-MM-dd").toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

  private Format format = Format.UNKNOWN;
  private long micros;

  // Events come in order, so that nearly all have the date of the one before.
  private int lastDate = -1;
  private long lastEpochDay;

  private static DateTimeFormatterBuilder local(String date) {
    return new DateTimeFormatterBuilder()
        .appendPattern(date + " HH:mm:ss")
        .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, /* decimalPoint= */ true);
  }

  /** The format of what was read last. */
  Format format() {
    return format;
  }

  /** The instant that was read last, in µs since 1970. */
  long micros() {
    return micros;
  }

  /** Reads a text; false if it names no instant. */
  boolean text(char[] text, int offset, int length) {
    if (iso(text, offset, length)) {
      format = Format.ISO_UTC;
      return true;
    }
    return slowly(new String(text, offset, length).strip());
  }

  /** Reads a number; false if it cannot be an instant. */
  boolean number(String text) {
    BigDecimal number;
    try {
      number = new BigDecimal(text);
    } catch (NumberFormatException e) {
      format = Format.UNKNOWN;
      return false;
    }
    BigDecimal size = number.abs();
    if (size.compareTo(LAST_MILLIS) >= 0) {
      format = Format.UNKNOWN;
      return false;
    }
    boolean millis = size.compareTo(FIRST_MILLIS) >= 0;
    format = millis ? Format.EPOCH_MILLIS : Format.EPOCH_SECONDS;
    micros = number.movePointRight(millis ? 3 : 6).setScale(0, RoundingMode.FLOOR).longValueExact();
    return true;
  }

  private boolean iso(char[] text, int at, int length) {
    if (length < SHORTEST_ISO
        || text[at + length - 1] != 'Z'
        || text[at + 4] != '-'
        || text[at + 7] != '-'
        || text[at + DATE_LENGTH] != 'T'
        || text[at + 13] != ':'
        || text[at + 16] != ':') {
      return false;
    }
    int year = digits(text, at, 4);
    int month = digits(text, at + 5, 2);
    int day = digits(text, at + 8, 2);
    int hour = digits(text, at + 11, 2);
    int minute = digits(text, at + 14, 2);
    int second = digits(text, at + 17, 2);
    if ((year | month | day | hour | minute | second) < 0
        || hour > 23
        || minute > 59
        || second > 59) {
      return false;
    }
    int fraction = 0;
    int decimals = length - SHORTEST_ISO - 1;
    if (decimals >= 0) {
      if (text[at + 19] != '.' || decimals == 0 || decimals > 9) {
        return false;
      }
      for (int i = 0; i < 6; i++) {
        int digit = i < decimals ? text[at + SHORTEST_ISO + i] - '0' : 0;
        if (digit < 0 || digit > 9) {
          return false;
        }
        fraction = fraction * 10 + digit;
      }
      if (decimals > 6 && digits(text, at + SHORTEST_ISO + 6, decimals - 6) < 0) {
        return false;
      }
    }
    int date = (year * 100 + month) * 100 + day;
    if (date != lastDate) {
      try {
        lastEpochDay = LocalDate.of(year, month, day).toEpochDay();
      } catch (DateTimeException e) {
        return false;
      }
      lastDate = date;
    }
    micros =
        (lastEpochDay * SECONDS_PER_DAY + hour * 3_600L + minute * 60L + second) * MICROS_PER_SECOND
            + fraction;
    return true;
  }

  /** A number of digits; negative if one of them is none. */
  private static int digits(char[] text, int from, int count) {
    int number = 0;
    for (int i = from; i < from + count; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private boolean slowly(String text) {
    Instant instant = offset(text);
    if (instant != null) {
      format = text.endsWith("Z") ? Format.ISO_UTC : Format.ISO_OFFSET;
    } else if ((instant = zoned(text)) != null) {
      format = Format.ZONE_ID;
    } else if ((instant = utc(text, DAY_FIRST)) != null) {
      format = Format.DAY_FIRST;
    } else {
      format = utc(text.replace('T', ' '), LOCAL) != null ? Format.NO_ZONE : Format.UNKNOWN;
      return false;
    }
    try {
      micros =
          Math.addExact(
              Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND),
              instant.getNano() / 1_000);
      return true;
    } catch (ArithmeticException e) {
      format = Format.UNKNOWN;
      return false;
    }
  }

  private static @Nullable Instant offset(String text) {
    try {
      return OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Instant zoned(String text) {
    try {
      return ZonedDateTime.parse(text, ZONED).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Instant utc(String text, DateTimeFormatter format) {
    try {
      return LocalDateTime.parse(text, format).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
