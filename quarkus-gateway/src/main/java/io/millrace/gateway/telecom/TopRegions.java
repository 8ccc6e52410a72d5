package io.millrace.gateway.telecom;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The regions that lead by a measure.
 *
 * @param from start of the range, contained
 * @param to end of the range, not contained
 * @param by the measure
 * @param unit the unit of the values
 * @param regions greatest value first; equal ones by name
 */
@Schema(description = "The regions that lead by a measure, greatest value first")
public record TopRegions(
    Instant from,
    Instant to,
    @Schema(examples = "megabytes") String by,
    @Schema(examples = "MB") String unit,
    List<RankedRegion> regions) {

  /** Copies the list. */
  public TopRegions {
    regions = List.copyOf(regions);
  }

  /**
   * One region.
   *
   * @param rank 1 for the first
   * @param region its name
   * @param value of the measure, over the whole range
   */
  public record RankedRegion(
      @Schema(examples = "1") int rank,
      @Schema(examples = "Almaty") String region,
      @Schema(examples = "182044.517") BigDecimal value) {}
}
