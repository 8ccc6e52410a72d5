package io.millrace.model.telecom;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TelecomRuleTest {

  private static final Instant RECORDED = Instant.parse("2026-11-21T10:00:00Z");

  @Test
  void letsACleanRowOfEveryTypeAndRegionPass() {
    for (TelecomEventType type : TelecomEventType.values()) {
      for (Region region : Region.values()) {
        assertThat(
                TelecomRule.firstBroken(
                    row(type.name(), RECORDED, region.displayName(), 60L, "1.5", "0")))
            .isEmpty();
      }
    }
  }

  @Test
  void namesTheRuleThatEachKindOfDirtBreaks() {
    assertBroken(row("FAX", RECORDED, "Astana", 1L, null, null), TelecomRule.UNKNOWN_EVENT_TYPE);
    assertBroken(row(null, RECORDED, "Astana", 1L, null, null), TelecomRule.UNKNOWN_EVENT_TYPE);
    assertBroken(row("CALL", RECORDED, "Atlantis", 1L, null, null), TelecomRule.UNKNOWN_REGION);
    assertBroken(row("CALL", RECORDED, null, 1L, null, null), TelecomRule.UNKNOWN_REGION);
    assertBroken(row("CALL", null, "Astana", 1L, null, null), TelecomRule.EVENT_TIME_MISSING);
    assertBroken(row("CALL", RECORDED, "Astana", -1L, null, null), TelecomRule.NEGATIVE_DURATION);
    assertBroken(
        row("CALL", RECORDED, "Astana", 32_767L, null, null), TelecomRule.DURATION_SENTINEL);
    assertBroken(
        row("DATA_SESSION", RECORDED, "Astana", 1L, "-0.001", null),
        TelecomRule.NEGATIVE_MEGABYTES);
    assertBroken(
        row("BALANCE_RECHARGE", RECORDED, "Astana", null, null, "-0.01"),
        TelecomRule.NEGATIVE_AMOUNT);
  }

  @Test
  void toleratesAClockFiveMinutesAheadAndNotOneMicrosecondMore() {
    Instant edge = RECORDED.plus(TelecomRule.CLOCK_TOLERANCE);

    assertThat(TelecomRule.firstBroken(row("SMS", edge, "Astana", null, null, null))).isEmpty();
    assertBroken(
        row("SMS", edge.plusNanos(1000), "Astana", null, null, null),
        TelecomRule.EVENT_TIME_IN_FUTURE);
  }

  @Test
  void turnsAwayTimesThatTheAnalyticsCannotHold() {
    assertThat(TelecomRule.firstBroken(row("SMS", Instant.EPOCH, "Astana", null, null, null)))
        .isEmpty();
    assertBroken(
        row("SMS", Instant.EPOCH.minusNanos(1000), "Astana", null, null, null),
        TelecomRule.EVENT_TIME_OUT_OF_RANGE);
    assertBroken(
        row("SMS", Instant.parse("2100-01-01T00:00:00Z"), "Astana", null, null, null),
        TelecomRule.EVENT_TIME_OUT_OF_RANGE);
  }

  @Test
  void givesEveryRuleADistinctReason() {
    assertThat(Arrays.stream(TelecomRule.values()).map(TelecomRule::reason))
        .doesNotHaveDuplicates()
        .contains("negative_duration", "unknown_region");
  }

  private static void assertBroken(TelecomRow row, TelecomRule rule) {
    assertThat(TelecomRule.firstBroken(row)).contains(rule);
  }

  private static TelecomRow row(
      @Nullable String type,
      @Nullable Instant time,
      @Nullable String region,
      @Nullable Long seconds,
      @Nullable String megabytes,
      @Nullable String amount) {
    return new TelecomRow(
        1,
        type,
        time,
        RECORDED,
        region,
        "a1b2-42",
        seconds,
        megabytes == null ? null : new BigDecimal(megabytes),
        amount == null ? null : new BigDecimal(amount));
  }
}
