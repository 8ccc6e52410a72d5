package io.millrace.benchmarks.capture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON from texts that are UTF-8 already, for the prototype. Not thread-safe. */
final class JsonBuffer {

  private static final int LONGEST_NUMBER = 20;
  private static final byte[] HEX = ascii("0123456789abcdef");

  /** An instant in UTC as PostgreSQL writes it ends so. */
  private static final int ZONE = "+00".length();

  private static final int SECONDS = "2026-11-21 04:05:06".length();
  private static final int MICROS = 6;

  private byte[] bytes = new byte[4_096];
  private int length;

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A copy of what was written, after which the buffer is empty. */
  byte[] take() {
    byte[] message = Arrays.copyOf(bytes, length);
    length = 0;
    return message;
  }

  /** Writes ASCII as it is. */
  @SuppressWarnings("deprecation") // The one copy of ASCII that makes no bytes in between.
  JsonBuffer raw(String ascii) {
    ensure(ascii.length());
    ascii.getBytes(0, ascii.length(), bytes, length);
    length += ascii.length();
    return this;
  }

  JsonBuffer raw(byte[] json) {
    return raw(json, 0, json.length);
  }

  JsonBuffer raw(byte[] source, int from, int count) {
    ensure(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
    return this;
  }

  /** A number that is not negative. */
  JsonBuffer number(long value) {
    ensure(LONGEST_NUMBER);
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    int at = length + digits;
    length = at;
    long rest = value;
    do {
      bytes[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    return this;
  }

  /** A text in quotes. */
  void text(byte[] source, int from, int count) {
    ensure(2 + count * 6);
    bytes[length++] = '"';
    for (int i = from; i < from + count; i++) {
      byte next = source[i];
      if (next == '"' || next == '\\') {
        bytes[length++] = '\\';
        bytes[length++] = next;
      } else if (next >= 0 && next < ' ') {
        raw("\\u00");
        bytes[length++] = HEX[next >> 4];
        bytes[length++] = HEX[next & 0xF];
      } else {
        bytes[length++] = next;
      }
    }
    bytes[length++] = '"';
  }

  /** An instant of our time that the server wrote in UTC, as ISO 8601 with microseconds. */
  void instant(byte[] source, int from, int count) {
    ensure(count + 2 + MICROS + 1);
    bytes[length++] = '"';
    int end = length + SECONDS;
    raw(source, from, count - ZONE);
    bytes[length - (count - ZONE) + "2026-11-21".length()] = 'T';
    if (length == end) {
      bytes[length++] = '.';
    }
    while (length < end + 1 + MICROS) {
      bytes[length++] = '0';
    }
    bytes[length++] = 'Z';
    bytes[length++] = '"';
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
