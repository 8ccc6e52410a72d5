package io.millrace.gateway.telecom;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The traffic of a range step by step, from one reading. Each list of a series has one value for
 * each start.
 *
 * @param from start of the range, contained
 * @param to end of the range, not contained
 * @param step the length of a step, a duration of ISO 8601
 * @param by what the series are told apart by
 * @param starts of every step of the range, oldest first; steps without events too
 * @param series in order of key; one without events is absent
 * @param asOf newest PostgreSQL commit contained; null when nothing is
 */
@Schema(description = "The traffic of a range step by step; a value of each series for each start")
public record Timeline(
    Instant from,
    Instant to,
    @Schema(examples = "PT1M") String step,
    @Schema(examples = "eventType") String by,
    @Schema(
            description = "Of every step of the range, oldest first, aligned to the UTC day",
            examples = "[\"2026-11-21T10:00:00Z\", \"2026-11-21T10:01:00Z\"]")
        List<Instant> starts,
    List<Series> series,
    @Schema(
            nullable = true,
            description = "Newest PostgreSQL commit contained",
            examples = "2026-11-21T10:01:58.125Z")
        @Nullable Instant asOf) {

  /** Copies the lists. */
  public Timeline {
    starts = List.copyOf(starts);
    series = List.copyOf(series);
  }

  /**
   * One series.
   *
   * @param key the event type, the region, or {@code all}
   * @param events events counted
   * @param durationSeconds total duration, s
   * @param megabytes total volume, MB of 10^6 bytes
   * @param amount total amount, tenge
   */
  @Schema(name = "TimelineSeries", description = "One value of each list for each start")
  public record Series(
      @Schema(examples = "CALL") String key,
      @Schema(examples = "[0, 12]") List<Long> events,
      @Schema(examples = "[0, 1440]", description = "s") List<Long> durationSeconds,
      @Schema(examples = "[0.000, 0.000]", description = "MB of 10^6 bytes")
          List<BigDecimal> megabytes,
      @Schema(examples = "[0.00, 0.00]", description = "Tenge") List<BigDecimal> amount) {

    /** Copies the lists. */
    public Series {
      events = List.copyOf(events);
      durationSeconds = List.copyOf(durationSeconds);
      megabytes = List.copyOf(megabytes);
      amount = List.copyOf(amount);
    }
  }
}
