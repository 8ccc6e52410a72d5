package io.millrace.spark.telecom.batch.clean;

import java.util.Locale;
import org.apache.spark.unsafe.types.UTF8String;

/** Why a line cannot be read as one object of JSON. */
enum Malformation {
  /** No JSON. */
  BROKEN_JSON,
  /** JSON, but something else than one object. */
  NOT_AN_OBJECT,
  /** An object that has a field twice. */
  REPEATED_FIELD,
  /** The last line of its file, which breaks off. */
  TRUNCATED_LAST_LINE,
  /** Bytes that are no UTF-8. */
  BAD_ENCODING,
  /** Longer than is read. */
  TOO_LONG;

  private final UTF8String text = UTF8String.fromString(name().toLowerCase(Locale.ROOT));

  /** By this name rules see it. */
  UTF8String text() {
    return text;
  }
}
