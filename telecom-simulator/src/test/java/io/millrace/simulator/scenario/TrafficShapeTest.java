package io.millrace.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.telecom.Region;
import io.millrace.model.telecom.TelecomEventType;
import io.millrace.model.telecom.TelecomRule;
import io.millrace.simulator.event.Change;
import io.millrace.simulator.event.EventRow;
import io.millrace.simulator.event.Transaction;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the traffic looks like: 100,000 events at a fixed seed, and one simulated day. */
class TrafficShapeTest {

  private static final int EVENTS = 100_000;
  private static final double[] TYPE_SHARES = {0.50, 0.30, 0.15, 0.05};

  private static List<EventRow> rows;

  @BeforeAll
  static void draw() {
    rows =
        inserted(
            TelecomScenario.builder()
                .events(EVENTS)
                .rate(1_000)
                .profile(TrafficProfile.FLAT)
                .shares(new FeedShares(0.02, 0.05, 0, 0, 0))
                .build());
  }

  @Test
  void mixesHalfDataThreeTenthsCallsThreeTwentiethsMessagesOneTwentiethRecharges() {
    TelecomEventType[] types = {
      TelecomEventType.DATA_SESSION,
      TelecomEventType.CALL,
      TelecomEventType.SMS,
      TelecomEventType.BALANCE_RECHARGE
    };

    ChiSquare.assertFits(
        Arrays.stream(types).mapToLong(t -> count(EventRow::eventType, t.name())).toArray(),
        Arrays.stream(TYPE_SHARES).map(share -> share * EVENTS).toArray());
  }

  @Test
  void spreadsOverRegionsByPopulation() {
    double total = Arrays.stream(Region.values()).mapToInt(Region::populationThousands).sum();

    ChiSquare.assertFits(
        Arrays.stream(Region.values())
            .mapToLong(region -> count(EventRow::region, region.displayName()))
            .toArray(),
        Arrays.stream(Region.values())
            .mapToDouble(region -> region.populationThousands() * EVENTS / total)
            .toArray());
  }

  @Test
  void keepsTheRateWhenFlat() {
    Duration taken = Duration.between(rows.get(0).recordedAt(), rows.get(EVENTS - 1).recordedAt());

    // 100,000 exponential gaps: the relative deviation of their sum is about 0.3 %.
    assertThat(EVENTS / (taken.toNanos() / 1e9)).isCloseTo(1_000, within(15.0));
  }

  @Test
  void followsTheDayWithItsMeanAtTheRate() {
    List<EventRow> day =
        inserted(
            TelecomScenario.builder()
                .rate(2)
                .duration(Duration.ofDays(1))
                .batchInterval(Duration.ofMinutes(1))
                .shares(FeedShares.NONE)
                .build());
    long[] byHour = new long[24];
    day.forEach(row -> byHour[row.recordedAt().atOffset(ZoneOffset.ofHours(5)).getHour()]++);
    double[] expected = new double[24];
    double sum = 0;
    for (int minute = 0; minute < 24 * 60; minute++) {
      sum += TrafficProfile.DAILY.shape((minute + 0.5) / 60);
    }
    for (int minute = 0; minute < 24 * 60; minute++) {
      expected[minute / 60] += TrafficProfile.DAILY.shape((minute + 0.5) / 60) / sum * 172_800;
    }

    assertThat((double) day.size()).isCloseTo(172_800, within(2_000.0));
    ChiSquare.assertFits(byHour, expected);
  }

  @Test
  void peaksInTheMorningAndHigherInTheEveningAndRestsAtNight() {
    Intensity intensity = new Intensity(TrafficProfile.DAILY);
    double[] byHour = new double[24];
    for (int hour = 0; hour < 24; hour++) {
      byHour[hour] =
          intensity.factorAt(
              java.time.LocalDateTime.of(2026, 11, 21, hour, 0).toInstant(ZoneOffset.ofHours(5)));
    }

    assertThat(byHour[11]).isGreaterThan(byHour[8]).isGreaterThan(byHour[15]);
    assertThat(byHour[20]).isGreaterThan(byHour[11]).isGreaterThan(byHour[23]);
    assertThat(byHour[4]).isLessThan(0.5);
    assertThat(byHour[20]).isBetween(1.4, 2.5);
    assertThat(intensity.highestFactor()).isGreaterThanOrEqualTo(byHour[20]);
  }

  @Test
  void hasCallsWithAMedianBetweenSixtyAndNinetySecondsAndALongTail() {
    List<Long> seconds = sorted(TelecomEventType.CALL, EventRow::durationSeconds);

    assertThat(seconds.get(seconds.size() / 2)).isBetween(60L, 90L);
    assertThat(seconds.get(seconds.size() * 99 / 100)).isGreaterThan(900L);
    assertThat(seconds.get(0)).isGreaterThanOrEqualTo(1L);
    assertThat(seconds.get(seconds.size() - 1)).isLessThanOrEqualTo(4 * 3600L);
  }

  @Test
  void hasDataSessionsLongerThanCallsWithAHeavyTailOfMegabytes() {
    List<Long> seconds = sorted(TelecomEventType.DATA_SESSION, EventRow::durationSeconds);
    List<BigDecimal> megabytes = sorted(TelecomEventType.DATA_SESSION, EventRow::megabytes);

    assertThat(seconds.get(seconds.size() / 2)).isBetween(380L, 460L);
    assertThat(megabytes.get(megabytes.size() / 2).doubleValue()).isBetween(5.0, 8.0);
    assertThat(megabytes.get(megabytes.size() * 999 / 1000).doubleValue()).isGreaterThan(1_000);
    assertThat(megabytes)
        .allSatisfy(mb -> assertThat(mb.scale()).isEqualTo(3))
        .allSatisfy(
            mb -> assertThat(mb).isBetween(new BigDecimal("0.001"), new BigDecimal(50_000)));
  }

  @Test
  void rechargesMostlyWithTypicalNotesAndSometimesOddly() {
    Set<BigDecimal> notes =
        Set.of(200, 500, 1000, 2000, 5000, 10_000, 20_000).stream()
            .map(note -> new BigDecimal(note).setScale(2))
            .collect(Collectors.toSet());
    List<BigDecimal> amounts = sorted(TelecomEventType.BALANCE_RECHARGE, EventRow::amount);

    assertThat(amounts.stream().filter(notes::contains).count() / (double) amounts.size())
        .isBetween(0.96, 0.99);
    assertThat(amounts).containsAll(notes).allSatisfy(a -> assertThat(a.scale()).isEqualTo(2));
  }

  @Test
  void hasValuesOnlyWhereTheTypeHasThem() {
    assertThat(rows)
        .allSatisfy(
            row -> {
              TelecomEventType type = TelecomEventType.valueOf(row.eventType());
              boolean timed =
                  type == TelecomEventType.CALL || type == TelecomEventType.DATA_SESSION;
              boolean twoSided = type == TelecomEventType.CALL || type == TelecomEventType.SMS;
              assertThat(row.durationSeconds() != null).isEqualTo(timed);
              assertThat(row.megabytes() != null).isEqualTo(type == TelecomEventType.DATA_SESSION);
              assertThat(row.amount() != null).isEqualTo(type == TelecomEventType.BALANCE_RECHARGE);
              assertThat(row.counterparty() != null).isEqualTo(twoSided);
              assertThat(row.subscriber()).isNotNull().isNotEqualTo(row.counterparty());
              assertThat(TelecomRule.firstBroken(row.withEventId(1))).isEmpty();
            });
  }

  @Test
  void letsAFewSubscribersDoMuchAndManyDoLittle() {
    List<Long> activity =
        new ArrayList<>(
            rows.stream()
                .collect(Collectors.groupingBy(EventRow::subscriber, Collectors.counting()))
                .values());
    activity.sort(Collections.reverseOrder());
    long topHundredth = activity.stream().limit(1_000).mapToLong(Long::longValue).sum();

    // Of 100,000 subscribers the busiest hundredth makes a third of the traffic and more.
    assertThat(topHundredth / (double) EVENTS).isBetween(0.3, 0.7);
    assertThat(activity.size()).isBetween(10_000, 60_000);
  }

  @Test
  void letsSubscribersRoamNowAndThen() {
    Map<String, Set<String>> regions =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    EventRow::subscriber,
                    Collectors.mapping(EventRow::region, Collectors.toSet())));

    long once = regions.values().stream().filter(seen -> seen.size() == 1).count();
    assertThat(once / (double) regions.size()).isBetween(0.85, 0.99);
  }

  @Test
  void isLateAndOutOfOrderAsOftenAsAsked() {
    long late = rows.stream().filter(EventRow::late).count();
    long outOfOrder =
        rows.stream()
            .map(row -> Duration.between(row.eventTime(), row.recordedAt()))
            .filter(d -> d.compareTo(Duration.ofSeconds(2)) > 0 && d.toSeconds() <= 30)
            .count();

    // Four standard deviations: 4 · sqrt(100,000 · p · (1 − p)); 28/29 of 1–30 s lie above 2 s.
    assertThat((double) late).isCloseTo(2_000, within(180.0));
    assertThat((double) outOfOrder).isCloseTo(5_000 * 28 / 29.0, within(280.0));
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(Duration.between(row.eventTime(), row.recordedAt()))
                    .isBetween(Duration.ZERO, Duration.ofHours(2)));
  }

  @Test
  void givesEverySubscriberANumberOfItsOwn() {
    Set<String> numbers = new HashSet<>();
    for (int i = 0; i < 200_000; i++) {
      assertThat(numbers.add(Population.number(i))).isTrue();
    }
    assertThat(numbers).allMatch(number -> number.matches("\\+77\\d{9}"));
  }

  private static long count(Function<EventRow, String> column, String value) {
    return rows.stream().filter(row -> value.equals(column.apply(row))).count();
  }

  private static <T extends Comparable<T>> List<T> sorted(
      TelecomEventType type, Function<EventRow, T> column) {
    return rows.stream()
        .filter(row -> type.name().equals(row.eventType()))
        .map(column)
        .filter(Objects::nonNull)
        .sorted()
        .toList();
  }

  private static List<EventRow> inserted(TelecomScenario scenario) {
    List<EventRow> inserted = new ArrayList<>();
    Iterator<Transaction> transactions = scenario.transactions();
    while (transactions.hasNext()) {
      transactions.next().inserts().stream().map(Change.Insert::row).forEach(inserted::add);
    }
    return inserted;
  }
}
