package io.millrace.gateway.pipeline;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How fast counters move. Bridge and Spark work in batches of about a second, so a rate is taken
 * over {@link #SPAN}: from one second to the next it would tell of batches. Used by one thread at a
 * time.
 *
 * <p>A counter that went back belongs to a process that started anew, so it has no rate at first.
 */
final class Rates {

  private static final Duration SPAN = Duration.ofSeconds(5);

  /** Looks that are closer together than this say more of the clock than of the counter. */
  private static final Duration SHORTEST = Duration.ofMillis(500);

  /** Figures are read now and then while nobody looks; older ones say nothing of now. */
  private static final Duration OLDEST = Duration.ofSeconds(15);

  private final Map<String, Deque<Look>> looks = new HashMap<>();

  private record Look(long count, long nanos) {}

  /**
   * Looks at a counter.
   *
   * @param nanos when, by {@link System#nanoTime}
   * @return its rate per second; null while there is no earlier look
   */
  @Nullable Double perSecond(String counter, long count, long nanos) {
    Deque<Look> earlier = looks.computeIfAbsent(counter, name -> new ArrayDeque<>());
    if (!earlier.isEmpty() && earlier.getLast().count() > count) {
      earlier.clear();
    }
    earlier.removeIf(look -> nanos - look.nanos() > OLDEST.toNanos());
    // Of those that are old enough for the span, the youngest.
    while (earlier.size() > 1 && nanos - second(earlier).nanos() >= SPAN.toNanos()) {
      earlier.removeFirst();
    }
    Look first = earlier.peekFirst();
    earlier.addLast(new Look(count, nanos));
    return first == null || nanos - first.nanos() < SHORTEST.toNanos()
        ? null
        : (count - first.count()) / ((nanos - first.nanos()) / 1e9);
  }

  private static Look second(Deque<Look> looks) {
    return looks.stream().skip(1).findFirst().orElseThrow();
  }
}
