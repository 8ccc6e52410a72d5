package io.millrace.bridge.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * One growing buffer of UTF-8 JSON, used again for each message. It writes what it is told to; that
 * the whole is well-formed is its caller's business. Not thread-safe.
 */
final class JsonBytes {

  static final byte[] NULL = ascii("null");

  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] HEX = ascii("0123456789ABCDEF");
  private static final byte[] LONG_MIN = ascii(Long.toString(Long.MIN_VALUE));
  private static final int LONG_BYTES = 20;
  private static final long[] POWERS_OF_TEN = powersOfTen();
  private static final byte[] PAIRS = pairs();

  /** The longest form of one char: a backslash, u and four digits. */
  private static final int CHAR_BYTES = 6;

  /** So many chars of a text are provided for at once; more would waste memory on long texts. */
  private static final int CHUNK = 1024;

  private static final int USUAL = 1 << 14;

  /** A larger buffer, which one huge row needed, is not kept. */
  private static final int KEPT = 1 << 20;

  /** For each ASCII char 0, or the char behind the backslash; {@code u} if it has no short form. */
  private static final byte[] ESCAPES = escapes();

  private byte[] bytes = new byte[USUAL];
  private int length;

  /** A copy of what was written, after which the buffer is empty. */
  byte[] take() {
    byte[] message = Arrays.copyOf(bytes, length);
    clear();
    return message;
  }

  /** Forgets what was written, as after an error half-way. */
  void clear() {
    length = 0;
    if (bytes.length > KEPT) {
      bytes = new byte[USUAL];
    }
  }

  void raw(byte ascii) {
    ensure(1);
    bytes[length++] = ascii;
  }

  void raw(byte[] json) {
    ensure(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
  }

  void bool(boolean value) {
    raw(value ? TRUE : FALSE);
  }

  /** Where the next byte goes, for {@link #enclose}. */
  int position() {
    return length;
  }

  /**
   * Makes an object or array of what was written since {@code start}: members that each begin with
   * a comma, the first of which becomes the opening bracket.
   */
  void enclose(int start, char open, char close) {
    ensure(2);
    if (length == start) {
      length++;
    }
    bytes[start] = (byte) open;
    bytes[length++] = (byte) close;
  }

  void number(long value) {
    if (value == Long.MIN_VALUE) {
      raw(LONG_MIN);
      return;
    }
    ensure(LONG_BYTES);
    long rest = value;
    if (rest < 0) {
      bytes[length++] = '-';
      rest = -rest;
    }
    byte[] target = bytes;
    int end = length + digits(rest);
    length = end;
    while (rest >= 100) {
      long quotient = rest / 100;
      int pair = (int) (rest - quotient * 100) * 2;
      target[--end] = PAIRS[pair + 1];
      target[--end] = PAIRS[pair];
      rest = quotient;
    }
    target[--end] = PAIRS[(int) rest * 2 + 1];
    if (rest >= 10) {
      target[--end] = PAIRS[(int) rest * 2];
    }
  }

  /** JSON has no NaN and no infinity: they are written as texts, as JsonConverter does. */
  void number(double value) {
    floating(Double.toString(value), Double.isFinite(value));
  }

  /** As {@link #number(double)}, with the shorter form of a float. */
  void number(float value) {
    floating(Float.toString(value), Float.isFinite(value));
  }

  /**
   * A text in quotes. A surrogate without its other half has no UTF-8 form; it is written as the
   * JSON escape of itself, so that nothing is lost and no row stops the stream.
   */
  void text(String text) {
    raw((byte) '"');
    int from = 0;
    while (from < text.length()) {
      from = chunk(text, from, Math.min(from + CHUNK, text.length()));
    }
    raw((byte) '"');
  }

  /** Bytes as base64 in quotes, with padding and without line breaks. */
  void base64(byte[] value) {
    raw((byte) '"');
    raw(Base64.getEncoder().encode(value));
    raw((byte) '"');
  }

  private void floating(String form, boolean finite) {
    if (finite) {
      raw(ascii(form));
    } else {
      text(form);
    }
  }

  /** Writes the chars from..to, and the one behind if it completes a pair; returns the next. */
  private int chunk(String text, int from, int to) {
    ensure(CHAR_BYTES * (to - from));
    byte[] target = bytes;
    int at = length;
    int next = from;
    while (next < to) {
      char c = text.charAt(next++);
      if (c < 0x80) {
        if (ESCAPES[c] == 0) {
          target[at++] = (byte) c;
        } else {
          at = escape(c, target, at);
        }
      } else if (c < 0x800) {
        target[at++] = (byte) (0xC0 | (c >> 6));
        target[at++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        target[at++] = (byte) (0xE0 | (c >> 12));
        target[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        target[at++] = (byte) (0x80 | (c & 0x3F));
      } else if (isPair(text, c, next)) {
        at = supplementary(Character.toCodePoint(c, text.charAt(next++)), target, at);
      } else {
        at = unicodeEscape(c, target, at);
      }
    }
    length = at;
    return next;
  }

  private static boolean isPair(String text, char high, int next) {
    return Character.isHighSurrogate(high)
        && next < text.length()
        && Character.isLowSurrogate(text.charAt(next));
  }

  private static int supplementary(int codePoint, byte[] target, int from) {
    int at = from;
    target[at++] = (byte) (0xF0 | (codePoint >> 18));
    target[at++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
    target[at++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
    target[at++] = (byte) (0x80 | (codePoint & 0x3F));
    return at;
  }

  private static int escape(char c, byte[] target, int from) {
    if (ESCAPES[c] == 'u') {
      return unicodeEscape(c, target, from);
    }
    target[from] = '\\';
    target[from + 1] = ESCAPES[c];
    return from + 2;
  }

  private static int unicodeEscape(char c, byte[] target, int from) {
    int at = from;
    target[at++] = '\\';
    target[at++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      target[at++] = HEX[(c >> shift) & 0xF];
    }
    return at;
  }

  private static int digits(long positive) {
    // 1233 / 4096 is log10(2), so that the guess is right or one too small.
    int guess = ((Long.SIZE - Long.numberOfLeadingZeros(positive | 1)) * 1233) >> 12;
    return positive >= POWERS_OF_TEN[guess] ? guess + 1 : Math.max(guess, 1);
  }

  private static long[] powersOfTen() {
    long[] powers = new long[LONG_BYTES - 1];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }

  /** 00 to 99. */
  private static byte[] pairs() {
    byte[] pairs = new byte[200];
    for (int i = 0; i < 100; i++) {
      pairs[2 * i] = (byte) ('0' + i / 10);
      pairs[2 * i + 1] = (byte) ('0' + i % 10);
    }
    return pairs;
  }

  private static byte[] escapes() {
    byte[] escapes = new byte[0x80];
    Arrays.fill(escapes, 0, ' ', (byte) 'u');
    escapes['\b'] = 'b';
    escapes['\t'] = 't';
    escapes['\n'] = 'n';
    escapes['\f'] = 'f';
    escapes['\r'] = 'r';
    escapes['"'] = '"';
    escapes['\\'] = '\\';
    return escapes;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
