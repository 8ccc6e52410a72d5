package io.millrace.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.telecom.TelecomEventType;
import io.millrace.model.telecom.TelecomRule;
import io.millrace.simulator.event.Change;
import io.millrace.simulator.event.EventRow;
import io.millrace.simulator.event.Transaction;
import io.millrace.simulator.masking.NumberMask;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dirt, corrections and deletions. */
class FeedFaultsTest {

  private static final int EVENTS = 50_000;

  private static final Map<Long, EventRow> INSERTED = new HashMap<>();
  private static final Map<Long, EventRow> LATEST = new HashMap<>();
  private static final Set<Long> DELETED = new HashSet<>();
  private static final Set<Long> UPDATED = new HashSet<>();
  private static final Set<Long> UPDATED_AGAIN = new HashSet<>();
  private static final Set<String> UPDATED_COLUMNS = new HashSet<>();
  private static long cleaned;
  private static long spoilt;

  @BeforeAll
  static void draw() {
    Iterator<Transaction> transactions =
        TelecomScenario.builder()
            .events(EVENTS)
            .rate(500)
            .shares(new FeedShares(0.01, 0.05, 0.1, 0.05, 0.02))
            .build()
            .transactions();
    while (transactions.hasNext()) {
      Transaction transaction = transactions.next();
      for (Change.Insert insert : transaction.inserts()) {
        INSERTED.put(insert.eventNumber(), insert.row());
        LATEST.put(insert.eventNumber(), insert.row());
      }
      for (Change change : transaction.changes()) {
        if (change instanceof Change.Delete) {
          DELETED.add(change.eventNumber());
          assertThat(change.row()).isEqualTo(LATEST.get(change.eventNumber()));
        } else {
          update(change);
        }
      }
    }
  }

  private static void update(Change change) {
    EventRow before = LATEST.put(change.eventNumber(), change.row());
    if (!UPDATED.add(change.eventNumber())) {
      UPDATED_AGAIN.add(change.eventNumber());
    }
    boolean wasClean = brokenBy(before).isEmpty();
    boolean isClean = brokenBy(change.row()).isEmpty();
    cleaned += !wasClean && isClean ? 1 : 0;
    spoilt += wasClean && !isClean ? 1 : 0;
    noteColumn(before, change.row(), "durationSeconds", r -> r.withDurationSeconds(null));
    noteColumn(before, change.row(), "megabytes", r -> r.withMegabytes(null));
    noteColumn(before, change.row(), "amount", r -> r.withAmount(null));
    noteColumn(before, change.row(), "region", r -> r.withRegion(null));
    noteColumn(before, change.row(), "eventTime", r -> r.withEventTime(null));
  }

  // The column differs alone if the rows are unequal, and equal once it is blanked.
  private static void noteColumn(
      EventRow before, EventRow after, String column, UnaryOperator<EventRow> blank) {
    if (!before.equals(after) && blank.apply(before).equals(blank.apply(after))) {
      UPDATED_COLUMNS.add(column);
    }
  }

  @ParameterizedTest
  @EnumSource(TelecomRule.class)
  void spoilsExactlyOneRule(TelecomRule rule) {
    Dirt dirt = new Dirt(new Draw(new SplittableRandom(7)));
    CleanEvents events =
        new CleanEvents(
            new Population(1_000, NumberMask.ofSeed(7)), new Draw(new SplittableRandom(8)));
    int tried = 0;
    while (tried < 300) {
      EventRow clean = events.next(Instant.parse("2026-11-21T10:00:00Z"));
      if (applies(rule, TelecomEventType.valueOf(clean.eventType()))) {
        tried++;
        EventRow spoiltRow = dirt.spoil(rule, clean);
        assertThat(brokenBy(spoiltRow)).contains(rule);
        assertThat(brokenBy(mended(rule, spoiltRow, clean))).isEmpty();
        assertThat(mended(rule, spoiltRow, clean)).isEqualTo(clean);
      }
    }
  }

  @Test
  void bringsEveryKindOfDirt() {
    EnumSet<TelecomRule> seen = EnumSet.noneOf(TelecomRule.class);
    INSERTED.values().forEach(row -> brokenBy(row).ifPresent(seen::add));

    assertThat(seen).containsExactly(TelecomRule.values());
  }

  @Test
  void isDirtyCorrectedAndDeletedAsOftenAsAsked() {
    long dirty = INSERTED.values().stream().filter(row -> brokenBy(row).isPresent()).count();

    // Four standard deviations and, for corrections, the dirty rows that are put right more often.
    assertThat((double) dirty).isCloseTo(0.02 * EVENTS, within(126.0));
    assertThat((double) DELETED.size()).isCloseTo(0.05 * EVENTS, within(195.0));
    assertThat((double) UPDATED.size())
        .isCloseTo((0.98 * 0.1 + 0.02 * Fates.DIRTY_PUT_RIGHT_SHARE) * EVENTS, within(275.0));
  }

  @Test
  void correctsEveryKindOfValueAndSomeRowsTwice() {
    assertThat(UPDATED_COLUMNS)
        .containsExactlyInAnyOrder("durationSeconds", "megabytes", "amount", "region", "eventTime");
    assertThat(UPDATED_AGAIN).hasSizeGreaterThan(300);
  }

  @Test
  void putsDirtyRowsRightAndSpoilsGoodOnes() {
    assertThat(cleaned).isGreaterThan(100);
    assertThat(spoilt).isGreaterThan(50);
  }

  @Test
  void deletesSomeRowsThatWereCorrectedBefore() {
    Set<Long> both = new HashSet<>(DELETED);
    both.retainAll(UPDATED);

    assertThat(both).hasSizeGreaterThan(100);
  }

  @Test
  void doesNothingWrongWhenAskedForNoFaults() {
    Iterator<Transaction> transactions =
        TelecomScenario.builder().events(5_000).shares(FeedShares.NONE).build().transactions();
    while (transactions.hasNext()) {
      Transaction transaction = transactions.next();
      assertThat(transaction.changes()).isEmpty();
      assertThat(transaction.inserts())
          .allSatisfy(
              insert -> {
                assertThat(insert.laterChanges()).isZero();
                assertThat(insert.row().late()).isFalse();
                assertThat(brokenBy(insert.row())).isEmpty();
              });
    }
  }

  private static Optional<TelecomRule> brokenBy(EventRow row) {
    return TelecomRule.firstBroken(row.withEventId(1));
  }

  private static boolean applies(TelecomRule rule, TelecomEventType type) {
    return switch (rule) {
      case NEGATIVE_DURATION, DURATION_SENTINEL ->
          type == TelecomEventType.CALL || type == TelecomEventType.DATA_SESSION;
      case NEGATIVE_MEGABYTES -> type == TelecomEventType.DATA_SESSION;
      case NEGATIVE_AMOUNT -> type == TelecomEventType.BALANCE_RECHARGE;
      case UNKNOWN_EVENT_TYPE,
          UNKNOWN_REGION,
          EVENT_TIME_MISSING,
          EVENT_TIME_OUT_OF_RANGE,
          EVENT_TIME_IN_FUTURE ->
          true;
    };
  }

  private static EventRow mended(TelecomRule rule, EventRow dirty, EventRow clean) {
    return switch (rule) {
      case UNKNOWN_EVENT_TYPE -> dirty.withEventType(clean.eventType());
      case UNKNOWN_REGION -> dirty.withRegion(clean.region());
      case EVENT_TIME_MISSING, EVENT_TIME_OUT_OF_RANGE, EVENT_TIME_IN_FUTURE ->
          dirty.withEventTime(clean.eventTime());
      case NEGATIVE_DURATION, DURATION_SENTINEL ->
          dirty.withDurationSeconds(clean.durationSeconds());
      case NEGATIVE_MEGABYTES -> dirty.withMegabytes(clean.megabytes());
      case NEGATIVE_AMOUNT -> dirty.withAmount(clean.amount());
    };
  }
}
