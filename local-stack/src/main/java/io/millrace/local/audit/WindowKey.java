package io.millrace.local.audit;

import java.time.Instant;
import java.util.Comparator;

/**
 * What identifies a window of telecom metrics.
 *
 * @param windowStart start of the minute, UTC
 */
public record WindowKey(Instant windowStart, String eventType, String region)
    implements Comparable<WindowKey> {

  private static final Comparator<WindowKey> ORDER =
      Comparator.comparing(WindowKey::windowStart)
          .thenComparing(WindowKey::eventType)
          .thenComparing(WindowKey::region);

  @Override
  public int compareTo(WindowKey other) {
    return ORDER.compare(this, other);
  }
}
