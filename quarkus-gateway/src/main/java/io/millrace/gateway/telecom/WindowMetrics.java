package io.millrace.gateway.telecom;

import java.math.BigDecimal;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The metrics of one minute, event type and region.
 *
 * @param windowStart start of the minute
 * @param eventType the event type
 * @param region the region
 * @param events events counted
 * @param durationSeconds total duration, s
 * @param megabytes total volume, MB of 10^6 bytes
 * @param amount total amount, tenge
 * @param distinctSubscribers different subscribers
 * @param lastCommit newest PostgreSQL commit contained
 */
@Schema(description = "Metrics of one minute, event type and region")
public record WindowMetrics(
    @Schema(examples = "2026-11-21T10:00:00Z") Instant windowStart,
    @Schema(examples = "CALL") String eventType,
    @Schema(examples = "Almaty") String region,
    @Schema(examples = "412") long events,
    @Schema(examples = "57120", description = "Total duration, s") long durationSeconds,
    @Schema(examples = "0.000", description = "Total volume, MB of 10^6 bytes")
        BigDecimal megabytes,
    @Schema(examples = "0.00", description = "Total amount, tenge") BigDecimal amount,
    @Schema(examples = "398") long distinctSubscribers,
    @Schema(
            examples = "2026-11-21T10:00:58.125Z",
            description = "Newest PostgreSQL commit contained")
        Instant lastCommit) {}
