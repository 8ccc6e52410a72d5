package io.millrace.gateway.flights;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The traffic of each country over a range, from one reading.
 *
 * @param from start of the range, contained
 * @param to end of the range, not contained
 * @param asOf newest PostgreSQL commit contained; null when nothing is
 * @param countries most states first; equal ones by code
 */
@Schema(description = "The traffic of each country over a range, most states first")
public record CountryTraffic(
    Instant from,
    Instant to,
    @Schema(nullable = true, description = "Newest PostgreSQL commit contained")
        @Nullable Instant asOf,
    List<CountryTotals> countries) {

  /** Copies the list. */
  public CountryTraffic {
    countries = List.copyOf(countries);
  }

  /**
   * One country.
   *
   * @param country where its aircraft are registered: ISO 3166 alpha-2, or ZZ where it is unknown
   * @param states states kept
   * @param aircraft different aircraft over the whole range
   * @param quarantined states that count nowhere
   * @param meanVelocity mean speed over ground of the states that have one, m/s; null if none has
   * @param meanBaroAltitude mean pressure altitude of the states that have one, m; null if none has
   */
  public record CountryTotals(
      @Schema(examples = "CH", description = "ISO 3166 alpha-2, or ZZ where it is unknown")
          String country,
      @Schema(examples = "18244", description = "States kept") long states,
      @Schema(examples = "87", description = "Different aircraft over the whole range")
          long aircraft,
      @Schema(examples = "12", description = "States that count nowhere") long quarantined,
      @Schema(nullable = true, examples = "198.417", description = "m/s")
          @Nullable BigDecimal meanVelocity,
      @Schema(nullable = true, examples = "8412.250", description = "m")
          @Nullable BigDecimal meanBaroAltitude) {}
}
