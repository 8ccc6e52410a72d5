package io.millrace.gateway.telecom.batch;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A window of the stream that a run put right.
 *
 * @param day that the run computed
 * @param runId the run
 * @param windowStart start of the minute
 * @param eventType its event type
 * @param region its region
 * @param eventsBefore events as the stream had them
 * @param eventsAfter events as PostgreSQL has them
 * @param durationSecondsBefore s
 * @param durationSecondsAfter s
 * @param megabytesBefore MB of 10^6 bytes
 * @param megabytesAfter MB of 10^6 bytes
 * @param amountBefore tenge
 * @param amountAfter tenge
 * @param subscribersBefore distinct
 * @param subscribersAfter distinct
 * @param state {@code restated}, or {@code begun} if the run may have ended before it was
 */
public record RestatedWindow(
    @Schema(examples = "2026-11-21") LocalDate day,
    @Schema(examples = "20261122T010000Z_1a2b3c4d") String runId,
    Instant windowStart,
    @Schema(examples = "CALL") String eventType,
    @Schema(examples = "Almaty") String region,
    @Schema(examples = "411") long eventsBefore,
    @Schema(examples = "412") long eventsAfter,
    @Schema(examples = "57000", description = "s") long durationSecondsBefore,
    @Schema(examples = "57120", description = "s") long durationSecondsAfter,
    @Schema(examples = "0.000", description = "MB of 10^6 bytes") BigDecimal megabytesBefore,
    @Schema(examples = "0.000", description = "MB of 10^6 bytes") BigDecimal megabytesAfter,
    @Schema(examples = "0.00", description = "Tenge") BigDecimal amountBefore,
    @Schema(examples = "0.00", description = "Tenge") BigDecimal amountAfter,
    @Schema(examples = "397") long subscribersBefore,
    @Schema(examples = "398") long subscribersAfter,
    @Schema(examples = "restated") String state) {}
