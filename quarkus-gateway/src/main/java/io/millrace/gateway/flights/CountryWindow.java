package io.millrace.gateway.flights;

import java.math.BigDecimal;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of one minute and country.
 *
 * @param windowStart start of the minute
 * @param country ISO 3166 alpha-2, or ZZ where it is unknown
 * @param states states kept
 * @param aircraft different aircraft in that minute
 * @param quarantined states that count nowhere
 * @param meanVelocity mean speed over ground of the states that have one, m/s; null if none has
 * @param meanBaroAltitude mean pressure altitude of the states that have one, m; null if none has
 * @param lastCommit newest PostgreSQL commit contained
 */
@Schema(description = "Statistics of one minute and country")
public record CountryWindow(
    @Schema(examples = "2026-11-21T10:00:00Z") Instant windowStart,
    @Schema(examples = "CH", description = "ISO 3166 alpha-2, or ZZ where it is unknown")
        String country,
    @Schema(examples = "512", description = "States kept") long states,
    @Schema(examples = "87", description = "Different aircraft") long aircraft,
    @Schema(examples = "1", description = "States that count nowhere") long quarantined,
    @Schema(nullable = true, examples = "198.417", description = "m/s")
        @Nullable BigDecimal meanVelocity,
    @Schema(nullable = true, examples = "8412.250", description = "m")
        @Nullable BigDecimal meanBaroAltitude,
    @Schema(
            examples = "2026-11-21T10:00:58.125Z",
            description = "Newest PostgreSQL commit contained")
        Instant lastCommit) {}
