package io.millrace.simulator.scenario;

import io.millrace.model.telecom.TelecomEventType;
import io.millrace.model.telecom.TelecomRule;
import io.millrace.simulator.event.EventRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Spoils one value of a clean row such that it breaks exactly one {@link TelecomRule}. */
final class Dirt {

  private static final @Nullable String[] WRONG_TYPES = {"VIDEO_CALL", "call", "USSD", "", null};
  // Names of former regions and cities: what old switches still write.
  private static final @Nullable String[] WRONG_REGIONS = {
    "Alma-Ata", "Semipalatinsk", "Tselinograd", "UNKNOWN", "", null
  };
  private static final long HIGHEST_NEGATIVE_SECONDS = 3600;
  private static final double SECONDS_PER_YEAR = 365 * 86_400.0;
  private static final double SECONDS_1900_TO_1970 = 25_567 * 86_400.0;

  private final Map<TelecomEventType, List<TelecomRule>> kindsByType =
      new EnumMap<>(TelecomEventType.class);
  private final Draw draw;

  Dirt(Draw draw) {
    this.draw = draw;
    for (TelecomEventType type : TelecomEventType.values()) {
      List<TelecomRule> kinds = new ArrayList<>();
      for (TelecomRule rule : TelecomRule.values()) {
        if (canBreak(rule, type)) {
          kinds.add(rule);
        }
      }
      kindsByType.put(type, List.copyOf(kinds));
    }
  }

  /** The row with one of its values spoilt, each possible kind as likely. */
  EventRow spoil(TelecomEventType type, EventRow clean) {
    List<TelecomRule> kinds = kindsByType.getOrDefault(type, List.of());
    return spoil(kinds.get(draw.below(kinds.size())), clean);
  }

  /** The row spoilt so that it breaks that rule. */
  EventRow spoil(TelecomRule rule, EventRow clean) {
    return switch (rule) {
      case UNKNOWN_EVENT_TYPE -> clean.withEventType(WRONG_TYPES[draw.below(WRONG_TYPES.length)]);
      case UNKNOWN_REGION -> clean.withRegion(WRONG_REGIONS[draw.below(WRONG_REGIONS.length)]);
      case EVENT_TIME_MISSING -> clean.withEventTime(null);
      case EVENT_TIME_OUT_OF_RANGE -> clean.withEventTime(beforeUnixTime());
      case EVENT_TIME_IN_FUTURE -> clean.withEventTime(beyondTolerance(clean.recordedAt()));
      case NEGATIVE_DURATION ->
          clean.withDurationSeconds(-1 - (long) draw.uniform(0, HIGHEST_NEGATIVE_SECONDS));
      case DURATION_SENTINEL -> clean.withDurationSeconds(TelecomRule.OVERFLOW_SENTINEL);
      case NEGATIVE_MEGABYTES -> clean.withMegabytes(negative(clean.megabytes()));
      case NEGATIVE_AMOUNT -> clean.withAmount(negative(clean.amount()));
    };
  }

  static boolean canBreak(TelecomRule rule, TelecomEventType type) {
    return switch (rule) {
      case UNKNOWN_EVENT_TYPE,
          UNKNOWN_REGION,
          EVENT_TIME_MISSING,
          EVENT_TIME_OUT_OF_RANGE,
          EVENT_TIME_IN_FUTURE ->
          true;
      case NEGATIVE_DURATION, DURATION_SENTINEL ->
          type == TelecomEventType.CALL || type == TelecomEventType.DATA_SESSION;
      case NEGATIVE_MEGABYTES -> type == TelecomEventType.DATA_SESSION;
      case NEGATIVE_AMOUNT -> type == TelecomEventType.BALANCE_RECHARGE;
    };
  }

  // What a clock that lost its date and a century cut off both lead to: 1900 to 1969.
  private Instant beforeUnixTime() {
    double seconds = draw.uniform(1, SECONDS_1900_TO_1970);
    return Instant.EPOCH.minus((long) (seconds * 1_000_000), ChronoUnit.MICROS);
  }

  // Clocks are ahead by minutes, by a wrong time zone, or by a wrong year.
  private Instant beyondTolerance(Instant recordedAt) {
    double seconds = draw.logUniform(1, SECONDS_PER_YEAR);
    return recordedAt
        .plus(TelecomRule.CLOCK_TOLERANCE)
        .plus((long) (seconds * 1_000_000), ChronoUnit.MICROS);
  }

  private static BigDecimal negative(@Nullable BigDecimal value) {
    return value == null ? BigDecimal.ONE.negate() : value.negate();
  }
}
