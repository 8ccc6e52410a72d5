package io.millrace.gateway.flights;

import io.millrace.model.flights.FlightRule;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the data-quality rules found in a range, from one reading.
 *
 * @param from start of the range, contained
 * @param to end of the range, not contained
 * @param asOf newest PostgreSQL commit contained; null when nothing is
 * @param states all that came: kept and quarantined
 * @param kept states that count
 * @param quarantined states that count nowhere
 * @param rules every rule, in the order in which states are judged
 */
@Schema(description = "What the data-quality rules found in a range")
public record QualityReport(
    Instant from,
    Instant to,
    @Schema(nullable = true, description = "Newest PostgreSQL commit contained")
        @Nullable Instant asOf,
    @Schema(examples = "60311", description = "Kept and quarantined") long states,
    @Schema(examples = "60290") long kept,
    @Schema(examples = "21", description = "States that count nowhere") long quarantined,
    List<RuleCount> rules) {

  /** Copies the list. */
  public QualityReport {
    rules = List.copyOf(rules);
  }

  /**
   * One rule. A state that breaks several counts with each, so counts do not add up to states.
   *
   * @param name as rows and metrics name it
   * @param action what becomes of a state that breaks it: {@code flag}, {@code fix} or {@code
   *     quarantine}
   * @param definition when it is broken, in the columns of {@code processed_flights}
   * @param count states that broke it, kept or quarantined
   */
  public record RuleCount(
      @Schema(examples = "position_stale") String name,
      @Schema(
              examples = "flag",
              enumeration = {"fix", "flag", "quarantine"})
          String action,
      @Schema(examples = "time_position is more than 60 s before observed_at") String definition,
      @Schema(examples = "1204", description = "States that broke it") long count) {

    static RuleCount of(FlightRule rule, long count) {
      return new RuleCount(
          rule.reason(), rule.action().name().toLowerCase(Locale.ROOT), rule.definition(), count);
    }
  }
}
