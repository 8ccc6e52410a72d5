package io.millrace.gateway.deadletters;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The answer to a replay: where the record is now.
 *
 * @param id the letter
 * @param topic topic of the new record
 * @param partition its partition
 * @param offset its offset
 */
@Schema(description = "Where the replayed record is")
public record ReplayedLetter(
    @Schema(examples = "0-123") String id,
    @Schema(examples = "telecom.public.telecom_events") String topic,
    int partition,
    long offset) {}
