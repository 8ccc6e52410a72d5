package io.millrace.simulator.generate;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A line in the making: bytes, without an object for each number and instant. */
final class LineBuffer {

  private static final long SECONDS_PER_DAY = 86_400;

  private byte[] bytes = new byte[1024];
  private int length;
  private long dayWritten = Long.MIN_VALUE;
  private byte[] date = new byte[0];

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  void clear() {
    length = 0;
  }

  /** Forgets what comes after that many bytes. */
  void cut(int at) {
    length = at;
  }

  LineBuffer add(byte[] added) {
    ensure(added.length);
    System.arraycopy(added, 0, bytes, length, added.length);
    length += added.length;
    return this;
  }

  LineBuffer add(int aByte) {
    ensure(1);
    bytes[length++] = (byte) aByte;
    return this;
  }

  /** ASCII is copied; anything else is encoded. */
  LineBuffer add(String text) {
    int count = text.length();
    ensure(count);
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return add(text.substring(i).getBytes(StandardCharsets.UTF_8));
      }
      bytes[length++] = (byte) c;
    }
    return this;
  }

  LineBuffer add(long number) {
    if (number < 0) {
      return add(Long.toString(number));
    }
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    return digits(number, digits);
  }

  LineBuffer add(@Nullable Long number) {
    return number == null ? add("null") : add(number.longValue());
  }

  LineBuffer add(@Nullable BigDecimal number) {
    return number == null ? add("null") : add(number.toPlainString());
  }

  /** Within quotation marks, or null; nothing in our texts needs an escape. */
  LineBuffer quoted(@Nullable String text) {
    return text == null ? add("null") : add('"').add(text).add('"');
  }

  /** Exactly so many digits, zeros first. */
  LineBuffer digits(long number, int count) {
    ensure(count);
    long rest = number;
    for (int i = length + count - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
    return this;
  }

  /** {@code 2026-01-31T12:05:09.000123Z} */
  LineBuffer instant(Instant instant) {
    return date(instant).add('T').time(instant).add('Z');
  }

  /** {@code 2026-01-31}, in UTC. */
  LineBuffer date(Instant instant) {
    long day = Math.floorDiv(instant.getEpochSecond(), SECONDS_PER_DAY);
    if (day != dayWritten) {
      dayWritten = day;
      date = LocalDate.ofEpochDay(day).toString().getBytes(StandardCharsets.US_ASCII);
    }
    return add(date);
  }

  /** {@code 12:05:09.000123}, in UTC. */
  LineBuffer time(Instant instant) {
    long second = Math.floorMod(instant.getEpochSecond(), SECONDS_PER_DAY);
    return digits(second / 3600, 2)
        .add(':')
        .digits(second / 60 % 60, 2)
        .add(':')
        .digits(second % 60, 2)
        .add('.')
        .digits(instant.getNano() / 1000, 6);
  }

  /** {@code 31.01.2026}, in UTC. */
  LineBuffer dayFirst(Instant instant) {
    LocalDate day = instant.atOffset(ZoneOffset.UTC).toLocalDate();
    return digits(day.getDayOfMonth(), 2)
        .add('.')
        .digits(day.getMonthValue(), 2)
        .add('.')
        .digits(day.getYear(), 4);
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
