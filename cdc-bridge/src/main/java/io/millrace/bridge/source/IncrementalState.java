package io.millrace.bridge.source;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far the engine is with an incremental snapshot, in the fields of its own offsets: the tables
 * that are left, the last key that was read, and the last one there is to read.
 *
 * @param fields by Debezium's names, values as it writes them
 */
public record IncrementalState(Map<String, String> fields) {

  private static final String PREFIX = "incremental_snapshot_";
  private static final String LAST_KEY = PREFIX + "primary_key";
  private static final String TABLES = PREFIX + "collections";
  private static final String REQUEST = PREFIX + "correlation_id";

  /** Java's serialized form of null, in hexadecimal: what the engine writes for no key. */
  private static final String NO_KEY = "aced000570";

  /** Copies the map. */
  public IncrementalState {
    fields = Map.copyOf(fields);
  }

  /** What an offset says; empty if no incremental snapshot is under way in it. */
  static Optional<IncrementalState> of(Map<String, ?> offset) {
    Map<String, String> fields = new TreeMap<>();
    offset.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX) && value != null) {
            fields.put(key, value.toString());
          }
        });
    return fields.containsKey(TABLES)
        ? Optional.of(new IncrementalState(fields))
        : Optional.empty();
  }

  /**
   * This state as it follows another. An engine that begins amid a table writes no last key until
   * it has read more of it, and would begin that table anew if it was started from such an offset.
   */
  IncrementalState after(Optional<IncrementalState> before) {
    String lastKey = before.map(state -> state.fields.get(LAST_KEY)).orElse(null);
    if (lastKey == null
        || !NO_KEY.equalsIgnoreCase(fields.get(LAST_KEY))
        || !before.map(this::isOfTheSameTable).orElse(false)) {
      return this;
    }
    Map<String, String> merged = new TreeMap<>(fields);
    merged.put(LAST_KEY, lastKey);
    return new IncrementalState(merged);
  }

  private boolean isOfTheSameTable(IncrementalState other) {
    return Objects.equals(fields.get(TABLES), other.fields.get(TABLES))
        && Objects.equals(fields.get(REQUEST), other.fields.get(REQUEST));
  }
}
