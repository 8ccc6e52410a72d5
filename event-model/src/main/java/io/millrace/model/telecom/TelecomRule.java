package io.millrace.model.telecom;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The data-quality rules of the telecom domain. A row that breaks one is kept out of the aggregates
 * and entered among the dead letters under {@link #reason()}.
 *
 * <p>Each rule looks at one image of one row and at nothing else, neither the clock nor other rows.
 * Retraction depends on that: the image that is taken back by an UPDATE or DELETE must get the very
 * verdict it got when it came.
 */
public enum TelecomRule {
  /** The type is missing or not one of {@link TelecomEventType}. */
  UNKNOWN_EVENT_TYPE(row -> row.eventType() == null || !Known.TYPES.contains(row.eventType())),
  /** The region is missing or not one of {@link Region}. */
  UNKNOWN_REGION(row -> row.region() == null || Region.ofDisplayName(row.region()).isEmpty()),
  /** The event has no time, so it belongs to no window. */
  EVENT_TIME_MISSING(row -> row.eventTime() == null),
  /** The event is before 1970 or from 2100 on: analytics keep minutes in 32 bits of Unix time. */
  EVENT_TIME_OUT_OF_RANGE(
      row ->
          row.eventTime() != null
              && (row.eventTime().isBefore(Known.EARLIEST)
                  || !row.eventTime().isBefore(Known.LATEST))),
  /** The event is more than {@link #CLOCK_TOLERANCE} after its own recording: a wrong clock. */
  EVENT_TIME_IN_FUTURE(
      row ->
          row.eventTime() != null
              && row.eventTime().isAfter(row.recordedAt().plus(Known.CLOCK_TOLERANCE))),
  /** A negative length. */
  NEGATIVE_DURATION(row -> row.durationSeconds() != null && row.durationSeconds() < 0),
  /** Exactly 32767 s, the overflow mark of 16-bit switch counters. */
  DURATION_SENTINEL(
      row -> row.durationSeconds() != null && row.durationSeconds() == Known.OVERFLOW_SENTINEL),
  /** A negative volume. */
  NEGATIVE_MEGABYTES(row -> negative(row.megabytes())),
  /** A negative amount. */
  NEGATIVE_AMOUNT(row -> negative(row.amount()));

  /** How far a clock may run ahead before its event is turned away: 5 minutes. */
  public static final Duration CLOCK_TOLERANCE = Known.CLOCK_TOLERANCE;

  /** The duration that says "overflow" instead of a length, in seconds. */
  public static final long OVERFLOW_SENTINEL = Known.OVERFLOW_SENTINEL;

  private final Predicate<TelecomRow> broken;

  TelecomRule(Predicate<TelecomRow> broken) {
    this.broken = broken;
  }

  /** The first rule, in order of declaration, that the row breaks; empty for a clean row. */
  public static Optional<TelecomRule> firstBroken(TelecomRow row) {
    return Arrays.stream(values()).filter(rule -> rule.broken.test(row)).findFirst();
  }

  /** The name under which dead letters and metrics count it, such as {@code negative_duration}. */
  public String reason() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static boolean negative(@Nullable BigDecimal number) {
    return number != null && number.signum() < 0;
  }

  /** Constants that the enum's own constructor arguments need before its static fields exist. */
  private static final class Known {
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
    static final Instant EARLIEST = Instant.EPOCH;
    static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");
    static final long OVERFLOW_SENTINEL = 32_767;
    static final Set<String> TYPES =
        Arrays.stream(TelecomEventType.values()).map(Enum::name).collect(Collectors.toSet());
  }
}
