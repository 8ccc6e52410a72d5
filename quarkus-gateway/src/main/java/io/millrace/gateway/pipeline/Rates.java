package io.millrace.gateway.pipeline;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How fast counters move, from one look to the next. Used by one thread at a time.
 *
 * <p>A counter that went back belongs to a process that started anew, so it has no rate this time.
 */
final class Rates {

  /** Looks that are closer together than this say more of the clock than of the counter. */
  private static final double SHORTEST_SECONDS = 0.2;

  private final Map<String, Look> last = new HashMap<>();

  private record Look(long count, long nanos, @Nullable Double rate) {}

  /**
   * Looks at a counter.
   *
   * @param nanos when, by {@link System#nanoTime}
   * @return its rate per second since the last look; null for the first
   */
  @Nullable Double perSecond(String counter, long count, long nanos) {
    Look before = last.get(counter);
    if (before == null || count < before.count()) {
      last.put(counter, new Look(count, nanos, null));
      return null;
    }
    double seconds = (nanos - before.nanos()) / 1e9;
    if (seconds < SHORTEST_SECONDS) {
      return before.rate();
    }
    double rate = (count - before.count()) / seconds;
    last.put(counter, new Look(count, nanos, rate));
    return rate;
  }
}
