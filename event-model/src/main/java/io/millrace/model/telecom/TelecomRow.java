package io.millrace.model.telecom;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One image of a row of {@code telecom_events}: what PostgreSQL holds, dirt included, so any field
 * that the table lets be null may be null here. {@link TelecomRule} says which images are counted.
 *
 * @param eventId primary key
 * @param eventType one of {@link TelecomEventType}'s names, if the row is clean
 * @param eventTime when it happened, UTC, µs
 * @param recordedAt when the network element recorded it, UTC, µs; never changes afterwards
 * @param region a {@link Region#displayName()}, if the row is clean
 * @param subscriber masked number (keyed hash, then the last two digits); null when not known
 * @param durationSeconds length in seconds; null where the type has none
 * @param megabytes volume in MB (10⁶ bytes), scale 3; null where the type has none
 * @param amount tenge, scale 2; null where the type has none
 */
public record TelecomRow(
    long eventId,
    @Nullable String eventType,
    @Nullable Instant eventTime,
    Instant recordedAt,
    @Nullable String region,
    @Nullable String subscriber,
    @Nullable Long durationSeconds,
    @Nullable BigDecimal megabytes,
    @Nullable BigDecimal amount) {}
