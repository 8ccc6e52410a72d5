package io.millrace.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void doublesFromOneSecondToThirtyWithAtMostAQuarterTakenOff() {
    Random random = new Random(1);
    long[] longest = {1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000};

    for (int attempt = 1; attempt <= longest.length; attempt++) {
      long limit = longest[attempt - 1];
      assertThat(Backoff.DEFAULT.delay(attempt, random).toMillis()).isBetween(limit * 3 / 4, limit);
    }
  }

  @Test
  void doesNotOverflowAfterManyFailures() {
    assertThat(Backoff.DEFAULT.delay(1_000_000, new Random(1)))
        .isBetween(Duration.ofMillis(22_500), Duration.ofSeconds(30));
  }

  @Test
  void rejectsALongestWaitBelowTheFirst() {
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT2S");
  }
}
