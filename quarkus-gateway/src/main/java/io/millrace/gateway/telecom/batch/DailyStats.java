package io.millrace.gateway.telecom.batch;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The figures of days, newest day first.
 *
 * @param from first day
 * @param to day no longer contained
 * @param days newest first, then by event type and region
 */
@Schema(description = "The figures of days, newest day first, then by event type and region")
public record DailyStats(
    @Schema(examples = "2026-11-15") LocalDate from,
    @Schema(examples = "2026-11-22") LocalDate to,
    List<Day> days) {

  /** Copies the list. */
  public DailyStats {
    days = List.copyOf(days);
  }

  /**
   * A day of an event type in a region.
   *
   * @param day of the zone
   * @param zone whose day it is
   * @param eventType or ALL
   * @param region or ALL, or most_active
   * @param mostActiveRegion whose figures a row of region most_active has; null otherwise
   * @param events counted
   * @param durationSeconds s
   * @param durationHours h
   * @param megabytes MB of 10^6 bytes
   * @param terabytes TB of 10^12 bytes
   * @param amount tenge
   * @param averageDurationSeconds s, over the events that have a duration; null if none has
   * @param megabytesPerSubscriber MB by distinct subscriber; null if none is known
   * @param distinctSubscribers those known
   * @param runId the run that computed it
   */
  public record Day(
      @Schema(examples = "2026-11-21") LocalDate day,
      @Schema(examples = "Asia/Almaty") String zone,
      @Schema(examples = "CALL") String eventType,
      @Schema(examples = "most_active") String region,
      @Schema(nullable = true, examples = "Almaty") @Nullable String mostActiveRegion,
      @Schema(examples = "72000") long events,
      @Schema(examples = "6120034", description = "s") long durationSeconds,
      @Schema(examples = "1700.009444", description = "h") BigDecimal durationHours,
      @Schema(examples = "0.000", description = "MB of 10^6 bytes") BigDecimal megabytes,
      @Schema(examples = "0.000000000", description = "TB of 10^12 bytes") BigDecimal terabytes,
      @Schema(examples = "0.00", description = "Tenge") BigDecimal amount,
      @Schema(nullable = true, examples = "85.000472", description = "s")
          @Nullable BigDecimal averageDurationSeconds,
      @Schema(nullable = true, examples = "0.000000", description = "MB")
          @Nullable BigDecimal megabytesPerSubscriber,
      @Schema(examples = "61000") long distinctSubscribers,
      @Schema(examples = "20261122T010000Z_1a2b3c4d") String runId) {}
}
