package io.millrace.gateway.pipeline;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How old changes were when they could be queried, s from PostgreSQL's commit until ClickHouse had
 * confirmed them. Of each micro-batch its oldest and newest commit are known; changes between are
 * taken as spread evenly.
 *
 * @param from start of the range, contained
 * @param to end of the range, not contained
 * @param stepSeconds length of a step
 * @param queries by name; one that counted nothing is absent
 */
@Schema(description = "Seconds from a PostgreSQL commit until the change could be queried")
public record FreshnessReport(
    Instant from,
    Instant to,
    @Schema(examples = "10", description = "s") int stepSeconds,
    List<QueryFreshness> queries) {

  /** Copies the list. */
  public FreshnessReport {
    queries = List.copyOf(queries);
  }

  /**
   * Of one streaming query.
   *
   * @param query its name
   * @param p50 median over the whole range
   * @param p99 99th percentile over the whole range
   * @param points steps that had changes, oldest first
   */
  public record QueryFreshness(
      @Schema(examples = "telecom-metrics") String query,
      @Schema(examples = "0.915", description = "s") double p50,
      @Schema(examples = "1.665", description = "s") double p99,
      List<Point> points) {

    /** Copies the list. */
    public QueryFreshness {
      points = List.copyOf(points);
    }
  }

  /**
   * One step.
   *
   * @param at its start
   * @param p50 median of its changes
   * @param p99 99th percentile of its changes
   * @param changes row images counted
   */
  public record Point(
      Instant at,
      @Schema(examples = "0.915", description = "s") double p50,
      @Schema(examples = "1.665", description = "s") double p99,
      @Schema(examples = "2000") long changes) {}
}
