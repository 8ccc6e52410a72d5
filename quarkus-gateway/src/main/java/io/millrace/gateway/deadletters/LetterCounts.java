package io.millrace.gateway.deadletters;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How many records the streaming queries turned away in a range, and why.
 *
 * @param from start of the range, contained
 * @param to end of the range, not contained
 * @param total letters
 * @param byReason most frequent first
 */
@Schema(description = "Records that the streaming queries turned away, by reason")
public record LetterCounts(Instant from, Instant to, long total, List<ReasonCount> byReason) {

  /** Copies the list. */
  public LetterCounts {
    byReason = List.copyOf(byReason);
  }

  /**
   * One reason.
   *
   * @param reason its constant
   * @param topic topic of the records
   * @param query the streaming query that turned them away
   * @param count letters
   * @param newest when the newest was recorded
   */
  public record ReasonCount(
      @Schema(examples = "negative_duration") String reason,
      @Schema(examples = "telecom.public.telecom_events") String topic,
      @Schema(examples = "telecom-metrics") String query,
      long count,
      Instant newest) {}
}
