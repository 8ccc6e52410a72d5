package io.millrace.gateway.telecom.batch;

import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Percentiles, newest day first.
 *
 * @param from first day
 * @param to day no longer contained
 * @param method exact or approximate
 * @param percentiles newest day first, then by hour, event type, region and measure
 */
@Schema(description = "Percentiles by day, hour, event type, region and measure")
public record PercentileTable(
    @Schema(examples = "2026-11-15") LocalDate from,
    @Schema(examples = "2026-11-22") LocalDate to,
    @Schema(examples = "exact") String method,
    List<Percentiles> percentiles) {

  /** Copies the list. */
  public PercentileTable {
    percentiles = List.copyOf(percentiles);
  }

  /**
   * The percentiles of a group of events.
   *
   * @param day of UTC
   * @param hour of UTC; null for the whole day
   * @param eventType the event type
   * @param region or ALL
   * @param measure duration (s), megabytes (MB of 10^6 bytes) or amount (tenge)
   * @param method exact or approximate
   * @param events that have the measure
   * @param p50 half of the events are below
   * @param p90 nine in ten are
   * @param p95 19 in 20 are
   * @param p99 99 in 100 are
   * @param p999 999 in 1000 are
   * @param rankError greatest distance of the five from their ranks, as a share of the events
   * @param runId the run that computed it
   */
  public record Percentiles(
      @Schema(examples = "2026-11-21") LocalDate day,
      @Schema(nullable = true, examples = "17") @Nullable Integer hour,
      @Schema(examples = "CALL") String eventType,
      @Schema(examples = "ALL") String region,
      @Schema(examples = "duration") String measure,
      @Schema(examples = "exact") String method,
      @Schema(examples = "30000") long events,
      @Schema(examples = "61.5") double p50,
      @Schema(examples = "240.0") double p90,
      @Schema(examples = "360.25") double p95,
      @Schema(examples = "900.1") double p99,
      @Schema(examples = "1800.75") double p999,
      @Schema(examples = "0.0") double rankError,
      @Schema(examples = "20261122T010000Z_1a2b3c4d") String runId) {}
}
