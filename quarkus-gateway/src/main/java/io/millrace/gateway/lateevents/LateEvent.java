package io.millrace.gateway.lateevents;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A row image that came, or was taken back, after its window had closed; the window was restated.
 *
 * @param domain whose event it is
 * @param topic topic of the change event
 * @param partition its partition
 * @param offset its offset
 * @param sign +1 counted, -1 taken back
 * @param eventId key of the row in PostgreSQL
 * @param eventTime when it happened
 * @param windowStart start of the minute it belongs to
 * @param eventType what it was
 * @param region where it was
 * @param watermark the watermark that had passed the window
 * @param lateSeconds from the window's end to the watermark plus the lateness allowed, s
 * @param query the streaming query that found it late
 * @param recordedAt when that was
 */
@Schema(description = "A change that came after its window had closed; the window was restated")
public record LateEvent(
    @Schema(examples = "telecom") String domain,
    @Schema(examples = "telecom.public.telecom_events") String topic,
    int partition,
    long offset,
    @Schema(description = "1 counted, -1 taken back") int sign,
    long eventId,
    Instant eventTime,
    Instant windowStart,
    @Schema(examples = "CALL") String eventType,
    @Schema(examples = "Almaty") String region,
    Instant watermark,
    double lateSeconds,
    @Schema(examples = "telecom-metrics") String query,
    Instant recordedAt) {}
