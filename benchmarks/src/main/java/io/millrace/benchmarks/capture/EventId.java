package io.millrace.benchmarks.capture;

import java.nio.charset.StandardCharsets;

/** Finds what the benchmark needs in records, without parsing all of their JSON. */
final class EventId {

  private EventId() {}

  /** The number in a key such as {@code {"event_id":17}}. */
  static long ofKey(byte[] key) {
    long id = 0;
    int digits = 0;
    for (byte next : key) {
      if (next >= '0' && next <= '9') {
        id = id * 10 + (next - '0');
        digits++;
      }
    }
    if (digits == 0) {
      throw new IllegalArgumentException(
          "expected an event_id in the key " + new String(key, StandardCharsets.UTF_8));
    }
    return id;
  }

  /** The index behind the first {@code wanted} in {@code text}, or -1. */
  static int behind(byte[] text, byte[] wanted) {
    int last = text.length - wanted.length;
    for (int start = 0; start <= last; start++) {
      int length = 0;
      while (length < wanted.length && text[start + length] == wanted[length]) {
        length++;
      }
      if (length == wanted.length) {
        return start + length;
      }
    }
    return -1;
  }
}
