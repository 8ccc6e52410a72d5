package io.millrace.bridge;

import java.util.Locale;

/** What the bridge does with rows that were there before it, and when it has lost its place. */
public enum SnapshotMode {
  /**
   * Reads the tables when no offset is stored. When an offset is stored but the slot cannot serve
   * it, the source waits with an error: what was changed in between is not in the stream.
   */
  INITIAL,

  /** As {@link #INITIAL}, and reads the tables again when the slot cannot serve the offset. */
  WHEN_NEEDED,

  /** Never reads the tables: the stream begins where the slot stands (Debezium's no_data). */
  NEVER;

  /** The value in the configuration, such as {@code when_needed}. */
  public String setting() {
    return name().toLowerCase(Locale.ROOT);
  }
}
