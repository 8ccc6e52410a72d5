package io.millrace.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.simulator.event.Change;
import io.millrace.simulator.event.EventRow;
import io.millrace.simulator.event.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TelecomScenarioTest {

  private static final FeedShares LIVELY = new FeedShares(0.05, 0.1, 0.2, 0.1, 0.05);

  @Test
  void givesTheSameTransactionsForTheSameSeed() {
    assertThat(all(lively().build())).isEqualTo(all(lively().build()));
  }

  @Test
  void givesOtherRowsForAnotherSeed() {
    assertThat(inserted(lively().seed(1).build()))
        .doesNotContainAnyElementsOf(inserted(lively().seed(2).build()));
  }

  @Test
  void givesTheSameRowsWhateverTheBatchInterval() {
    assertThat(inserted(lively().batchInterval(Duration.ofMillis(10)).build()))
        .isEqualTo(inserted(lively().batchInterval(Duration.ofSeconds(20)).build()));
  }

  @Test
  void keepsTheInsertedRowsWhenOnlyCorrectionsAndDeletionsChange() {
    FeedShares uncorrected = new FeedShares(0.05, 0.1, 0, 0, 0.05);

    assertThat(inserted(lively().shares(uncorrected).build()))
        .isEqualTo(inserted(lively().build()));
  }

  @Test
  void insertsExactlyTheEventsAskedForAndMakesAllTheirChanges() {
    Map<Long, Integer> announced = new HashMap<>();
    Map<Long, Integer> made = new HashMap<>();
    for (Transaction transaction : all(lively().build())) {
      for (Change.Insert insert : transaction.inserts()) {
        if (insert.laterChanges() > 0) {
          announced.put(insert.eventNumber(), insert.laterChanges());
        }
      }
      transaction.changes().forEach(change -> made.merge(change.eventNumber(), 1, Integer::sum));
    }

    assertThat(inserted(lively().build())).hasSize(5_000);
    assertThat(made).isEqualTo(announced).hasSizeGreaterThan(1_000);
  }

  @Test
  void stopsAfterTheDuration() {
    TelecomScenario scenario =
        TelecomScenario.builder().rate(50).duration(Duration.ofSeconds(30)).build();

    assertThat(inserted(scenario))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.recordedAt()).isBefore(scenario.start().plusSeconds(30)));
  }

  @Test
  void writesInOrderOfTimeAndNothingBeforeItIsRecorded() {
    Instant last = Instant.MIN;
    for (Transaction transaction : all(lively().build())) {
      assertThat(transaction.writtenAt()).isAfterOrEqualTo(last);
      assertThat(transaction.inserts())
          .allSatisfy(
              insert ->
                  assertThat(insert.row().recordedAt()).isBeforeOrEqualTo(transaction.writtenAt()));
      last = transaction.writtenAt();
    }
  }

  @Test
  void splitsWhatIsTooMuchForOneTransaction() {
    TelecomScenario scenario =
        TelecomScenario.builder()
            .rate(20_000)
            .events(40_000)
            .batchInterval(Duration.ofMinutes(1))
            .build();

    assertThat(all(scenario))
        .hasSizeGreaterThanOrEqualTo(8)
        .allSatisfy(t -> assertThat(t.inserts()).hasSizeLessThanOrEqualTo(5_000));
  }

  @Test
  void neverChangesWhenAnEventWasRecorded() {
    Map<Long, Instant> recordedAt = new HashMap<>();
    for (Transaction transaction : all(lively().build())) {
      transaction
          .inserts()
          .forEach(insert -> recordedAt.put(insert.eventNumber(), insert.row().recordedAt()));
      assertThat(transaction.changes())
          .allSatisfy(
              change ->
                  assertThat(change.row().recordedAt())
                      .isEqualTo(recordedAt.get(change.eventNumber())));
    }
  }

  @Test
  void refusesWhatIsOutOfRangeWithValueAndRange() {
    assertRefused(() -> TelecomScenario.builder().rate(20_001).build(), "20001.0", "1 to 20000");
    assertRefused(() -> TelecomScenario.builder().rate(Double.NaN).build(), "NaN");
    assertRefused(() -> TelecomScenario.builder().events(0).build(), "events is 0");
    assertRefused(() -> TelecomScenario.builder().subscribers(999).build(), "999", "1000");
    assertRefused(
        () -> TelecomScenario.builder().batchInterval(Duration.ZERO).build(), "PT0S", "PT0.01S");
    assertRefused(
        () -> TelecomScenario.builder().lateMax(Duration.ofMinutes(2)).build(), "PT2M", "PT168H");
    assertRefused(() -> TelecomScenario.builder().start(Instant.EPOCH).build(), "1970", "1971");
    assertRefused(
        () -> TelecomScenario.builder().start(Instant.ofEpochSecond(2_000_000_000, 1)).build(),
        "whole microseconds");
    assertRefused(
        () -> TelecomScenario.builder().duration(Duration.ZERO).build(), "duration is PT0S");
    assertRefused(() -> new FeedShares(0, 0, 1.5, 0, 0), "correction share is 1.5", "0 to 1");
    assertRefused(() -> new FeedShares(0.6, 0.6, 0, 0, 0), "sum of at most 1");
  }

  private static void assertRefused(ThrowingCallable build, String... said) {
    assertThatIllegalArgumentException().isThrownBy(build).withMessageContainingAll(said);
  }

  private static TelecomScenario.Builder lively() {
    return TelecomScenario.builder().events(5_000).rate(100).shares(LIVELY);
  }

  private static List<Transaction> all(TelecomScenario scenario) {
    List<Transaction> all = new ArrayList<>();
    scenario.transactions().forEachRemaining(all::add);
    return all;
  }

  private static List<EventRow> inserted(TelecomScenario scenario) {
    Iterator<Transaction> transactions = scenario.transactions();
    return Stream.generate(() -> transactions.hasNext() ? transactions.next() : null)
        .takeWhile(transaction -> transaction != null)
        .flatMap(transaction -> transaction.inserts().stream())
        .map(Change.Insert::row)
        .toList();
  }
}
