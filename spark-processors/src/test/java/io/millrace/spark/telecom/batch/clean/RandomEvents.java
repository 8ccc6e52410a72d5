package io.millrace.spark.telecom.batch.clean;

import io.millrace.model.telecom.TelecomRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Random;

/** Events whose values are at and beyond the bounds of the rules, and how they are written. */
final class RandomEvents {

  private final Random random;

  RandomEvents(Random random) {
    this.random = random;
  }

  TelecomRow next(long id) {
    Instant recorded = Instant.ofEpochSecond(random.nextLong(3_900_000_000L));
    return new TelecomRow(
        id,
        pick("CALL", "SMS", "call", ""),
        recorded.plusSeconds(pick(0L, -5L, 300L, 301L, 3_600L, -4_000_000_000L, 200_000_000L)),
        recorded,
        pick("Almaty", "Abai", "almaty", "Almaty Region"),
        null,
        pick(null, 0L, -1L, 32_767L, 32_768L, 5L),
        pick(null, BigDecimal.ZERO, new BigDecimal("-0.001"), new BigDecimal("7.5")),
        pick(null, new BigDecimal("-3.00"), new BigDecimal("0.01")));
  }

  static String line(TelecomRow row) {
    return ("{\"event_id\":%d,\"event_type\":\"%s\",\"event_time\":\"%s\",\"recorded_at\":\"%s\","
            + "\"region\":\"%s\",\"duration_seconds\":%s,\"megabytes\":%s,\"amount\":%s}")
        .formatted(
            row.eventId(),
            row.eventType(),
            row.eventTime(),
            row.recordedAt(),
            row.region(),
            row.durationSeconds(),
            row.megabytes(),
            row.amount());
  }

  @SafeVarargs
  private <T> T pick(T... among) {
    return among[random.nextInt(among.length)];
  }
}
