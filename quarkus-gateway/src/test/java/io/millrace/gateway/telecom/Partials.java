package io.millrace.gateway.telecom;

import io.millrace.gateway.EmbeddedDependencies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Rows of {@code telecom.real_time_partials} as a streaming query would insert them. */
public final class Partials {

  private final List<String> rows = new ArrayList<>();

  /**
   * Adds a partial of {@code sign} times one event for each subscriber: 10 s, 1.125 MB and 7.50
   * tenge each.
   */
  public Partials add(int sign, Instant window, String type, String region, long... subscribers) {
    int events = sign * subscribers.length;
    String map =
        Arrays.stream(subscribers)
            .mapToObj(subscriber -> subscriber + ", " + sign)
            .collect(Collectors.joining(", "));
    rows.add(
        "(toDateTime(%d, 'UTC'), '%s', '%s', %d, %d, toDecimal128('%s', 3), toDecimal128('%s', 2), map(%s), toDateTime64(%d, 3, 'UTC'))"
            .formatted(
                window.getEpochSecond(),
                type,
                region,
                events,
                10 * events,
                new java.math.BigDecimal("1.125").multiply(java.math.BigDecimal.valueOf(events)),
                new java.math.BigDecimal("7.50").multiply(java.math.BigDecimal.valueOf(events)),
                map,
                window.getEpochSecond() + 61));
    return this;
  }

  /** Inserts what was added, in one insert. */
  public void insert() {
    EmbeddedDependencies.execute(
        "INSERT INTO telecom.real_time_partials (window_start, event_type, region, events,"
            + " duration_seconds, megabytes, amount, subscribers, last_commit) VALUES "
            + String.join(", ", rows));
    rows.clear();
  }
}
