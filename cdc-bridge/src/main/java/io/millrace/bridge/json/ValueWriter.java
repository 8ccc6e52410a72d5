package io.millrace.bridge.json;

import org.jspecify.annotations.Nullable;

/** Writes the values of one schema. */
@FunctionalInterface
interface ValueWriter {

  void write(Object value, JsonBytes out);

  /** Writes a value, or {@code null}. */
  default void writeNullable(@Nullable Object value, JsonBytes out) {
    if (value == null) {
      out.raw(JsonBytes.NULL);
    } else {
      write(value, out);
    }
  }
}
