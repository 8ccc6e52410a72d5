package io.millrace.gateway.telecom;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The traffic of days of UTC by event type, from one reading.
 *
 * @param from midnight that the first day begins with, contained
 * @param to midnight that the last day ends with, not contained
 * @param days newest day first, then in order of event type; a day and type without events is
 *     absent
 */
@Schema(description = "The traffic of days of UTC by event type, newest day first")
public record DailyTraffic(
    @Schema(examples = "2026-11-15T00:00:00Z") Instant from,
    @Schema(examples = "2026-11-22T00:00:00Z") Instant to,
    List<DayTotals> days) {

  /** Copies the list. */
  public DailyTraffic {
    days = List.copyOf(days);
  }

  /**
   * One day and event type.
   *
   * @param date the day, of UTC
   * @param eventType the event type
   * @param events events counted
   * @param durationSeconds total duration, s
   * @param megabytes total volume, MB of 10^6 bytes
   * @param amount total amount, tenge
   */
  public record DayTotals(
      @Schema(examples = "2026-11-21") LocalDate date,
      @Schema(examples = "CALL") String eventType,
      @Schema(examples = "720000") long events,
      @Schema(examples = "61200345", description = "s") long durationSeconds,
      @Schema(examples = "0.000", description = "MB of 10^6 bytes") BigDecimal megabytes,
      @Schema(examples = "0.00", description = "Tenge") BigDecimal amount) {}
}
