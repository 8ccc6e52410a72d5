package io.millrace.simulator.event;

import io.millrace.model.telecom.TelecomRow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code telecom_events} as the simulator writes it, without the key that PostgreSQL
 * assigns. A row may be dirty, so whatever the table lets be null may be null.
 *
 * @param eventType a {@code TelecomEventType}'s name, if the row is clean
 * @param eventTime when it happened, UTC, µs
 * @param recordedAt when the network element recorded it, UTC, µs; corrections never change it
 * @param region a {@code Region}'s display name, if the row is clean
 * @param subscriber masked number; null when not known
 * @param counterparty masked number of the other side of a call or message; null without one
 * @param durationSeconds seconds, for calls and data sessions
 * @param megabytes MB of 10⁶ bytes, scale 3, for data sessions
 * @param amount tenge, scale 2, for recharges
 */
public record EventRow(
    @Nullable String eventType,
    @Nullable Instant eventTime,
    Instant recordedAt,
    @Nullable String region,
    @Nullable String subscriber,
    @Nullable String counterparty,
    @Nullable Long durationSeconds,
    @Nullable BigDecimal megabytes,
    @Nullable BigDecimal amount) {

  /** An event recorded longer than this after it happened counts as late: 2 minutes. */
  public static final Duration LATE_AFTER = Duration.ofMinutes(2);

  public EventRow {
    Objects.requireNonNull(recordedAt, "recordedAt");
    requireMicroseconds("recordedAt", recordedAt);
    if (eventTime != null) {
      requireMicroseconds("eventTime", eventTime);
    }
  }

  /** Whether it was recorded more than {@link #LATE_AFTER} after it happened. */
  public boolean late() {
    return eventTime != null && eventTime.plus(LATE_AFTER).isBefore(recordedAt);
  }

  /** The same image as the data-quality rules see it. */
  public TelecomRow withEventId(long eventId) {
    return new TelecomRow(
        eventId,
        eventType,
        eventTime,
        recordedAt,
        region,
        subscriber,
        durationSeconds,
        megabytes,
        amount);
  }

  /** This row with another type. */
  public EventRow withEventType(@Nullable String value) {
    return new EventRow(
        value,
        eventTime,
        recordedAt,
        region,
        subscriber,
        counterparty,
        durationSeconds,
        megabytes,
        amount);
  }

  /** This row with another event time. */
  public EventRow withEventTime(@Nullable Instant value) {
    return new EventRow(
        eventType,
        value,
        recordedAt,
        region,
        subscriber,
        counterparty,
        durationSeconds,
        megabytes,
        amount);
  }

  /** This row in another region. */
  public EventRow withRegion(@Nullable String value) {
    return new EventRow(
        eventType,
        eventTime,
        recordedAt,
        value,
        subscriber,
        counterparty,
        durationSeconds,
        megabytes,
        amount);
  }

  /** This row with another length. */
  public EventRow withDurationSeconds(@Nullable Long value) {
    return new EventRow(
        eventType,
        eventTime,
        recordedAt,
        region,
        subscriber,
        counterparty,
        value,
        megabytes,
        amount);
  }

  /** This row with another volume. */
  public EventRow withMegabytes(@Nullable BigDecimal value) {
    return new EventRow(
        eventType,
        eventTime,
        recordedAt,
        region,
        subscriber,
        counterparty,
        durationSeconds,
        value,
        amount);
  }

  /** This row with another amount. */
  public EventRow withAmount(@Nullable BigDecimal value) {
    return new EventRow(
        eventType,
        eventTime,
        recordedAt,
        region,
        subscriber,
        counterparty,
        durationSeconds,
        megabytes,
        value);
  }

  // PostgreSQL keeps microseconds: a finer instant would come back changed.
  private static void requireMicroseconds(String name, Instant instant) {
    if (!instant.equals(instant.truncatedTo(ChronoUnit.MICROS))) {
      throw new IllegalArgumentException(
          name + " is " + instant + ", finer than the microseconds that PostgreSQL keeps");
    }
  }
}
