package io.millrace.local.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * The verdict of a comparison, window by window.
 *
 * @param windows windows that PostgreSQL has
 * @param events events in them
 * @param missing windows that the analytics lack
 * @param extra windows that only the analytics have
 * @param different windows that both have and that differ
 * @param examples the first differences, for a person
 */
public record AuditReport(
    long windows, long events, long missing, long extra, long different, List<String> examples) {

  private static final int MOST_EXAMPLES = 10;

  /** Copies the examples. */
  public AuditReport {
    examples = List.copyOf(examples);
  }

  /**
   * Compares what should be with what is.
   *
   * @param eventsOf the number of events in a window
   */
  static <K extends Comparable<? super K>, M> AuditReport compare(
      Map<K, M> expected, Map<K, M> actual, ToLongFunction<M> eventsOf) {
    long missing = 0;
    long extra = 0;
    long different = 0;
    List<String> examples = new ArrayList<>();
    TreeSet<K> keys = new TreeSet<>(expected.keySet());
    keys.addAll(actual.keySet());
    for (K key : keys) {
      M want = expected.get(key);
      M have = actual.get(key);
      if (want != null && want.equals(have)) {
        continue;
      }
      if (have == null) {
        missing++;
      } else if (want == null) {
        extra++;
      } else {
        different++;
      }
      if (examples.size() < MOST_EXAMPLES) {
        examples.add(key + ": PostgreSQL " + want + ", analytics " + have);
      }
    }
    long events = expected.values().stream().mapToLong(eventsOf).sum();
    return new AuditReport(expected.size(), events, missing, extra, different, examples);
  }

  /** Whether every window is there, none is extra, and all are equal. */
  public boolean exact() {
    return missing == 0 && extra == 0 && different == 0;
  }

  /** One line for a person. */
  public String summary() {
    return exact()
        ? "exact: %,d windows with %,d events, all equal".formatted(windows, events)
        : "NOT exact: of %,d windows %,d are missing, %,d differ, and %,d are extra"
            .formatted(windows, missing, different, extra);
  }
}
