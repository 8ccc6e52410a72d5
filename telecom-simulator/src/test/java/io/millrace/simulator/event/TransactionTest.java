package io.millrace.simulator.event;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final EventRow ROW =
      new EventRow("SMS", NOW, NOW, "Astana", "a1-42", null, null, null, null);

  @Test
  void refusesToBeEmpty() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Transaction(NOW, List.of(), List.of()))
        .withMessageContaining("at least one change");
  }

  @Test
  void refusesAChangeAfterTheDeletion() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Transaction(
                    NOW, List.of(), List.of(new Change.Delete(7, ROW), new Change.Update(7, ROW))))
        .withMessageContaining("event 7");
  }

  @Test
  void refusesAnInstantFinerThanPostgresKeeps() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ROW.withEventTime(NOW.plusNanos(1)))
        .withMessageContaining("eventTime is 2026-11-21T10:00:00.000000001Z");
  }
}
