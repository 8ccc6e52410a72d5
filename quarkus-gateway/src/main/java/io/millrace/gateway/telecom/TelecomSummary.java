package io.millrace.gateway.telecom;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The traffic of a range at a glance. Totals, types and minutes come from one reading, so they add
 * up even while events arrive.
 *
 * @param from start of the range, contained
 * @param to end of the range, not contained
 * @param asOf newest PostgreSQL commit contained; null when nothing is
 * @param watermark the newest watermark of the stream; null before its first micro-batch
 * @param windowsOpen minutes with events that the watermark has not passed, so still growing
 * @param totals all event types
 * @param eventTypes by event type, in order of name; a type without events is absent
 * @param minutes minutes with events, oldest first
 * @param lateEvents contributions that came after their window closed, in micro-batches that
 *     finished within the range; the windows were restated
 * @param deadLetters records turned away in those micro-batches
 */
@Schema(description = "The traffic of a range at a glance, from one reading")
public record TelecomSummary(
    Instant from,
    Instant to,
    @Schema(nullable = true, description = "Newest PostgreSQL commit contained")
        @Nullable Instant asOf,
    @Schema(nullable = true, description = "Newest watermark of the stream")
        @Nullable Instant watermark,
    @Schema(description = "Minutes with events that the watermark has not passed", examples = "3")
        long windowsOpen,
    Totals totals,
    List<TypeTotals> eventTypes,
    List<MinuteEvents> minutes,
    @Schema(
            description = "Contributions to closed windows in micro-batches finished in the range",
            examples = "12")
        long lateEvents,
    @Schema(
            description = "Records turned away in micro-batches finished in the range",
            examples = "4")
        long deadLetters) {

  /** Copies the lists. */
  public TelecomSummary {
    eventTypes = List.copyOf(eventTypes);
    minutes = List.copyOf(minutes);
  }

  /**
   * Sums over the range.
   *
   * @param events events counted
   * @param durationSeconds total duration, s
   * @param megabytes total volume, MB of 10^6 bytes
   * @param amount total amount, tenge
   * @param distinctSubscribers different subscribers over the whole range
   */
  public record Totals(
      @Schema(examples = "720000") long events,
      @Schema(examples = "61200345", description = "s") long durationSeconds,
      @Schema(examples = "482044.517", description = "MB of 10^6 bytes") BigDecimal megabytes,
      @Schema(examples = "18250000.00", description = "Tenge") BigDecimal amount,
      @Schema(examples = "48211") long distinctSubscribers) {}

  /**
   * Sums of one event type.
   *
   * @param eventType the event type
   * @param totals its sums
   */
  public record TypeTotals(@Schema(examples = "CALL") String eventType, Totals totals) {}

  /**
   * Events of one minute.
   *
   * @param windowStart its start
   * @param events events of all types and regions
   */
  public record MinuteEvents(Instant windowStart, @Schema(examples = "12000") long events) {}
}
