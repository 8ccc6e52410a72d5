package io.millrace.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ExecutorPatienceTest {

  private static final Instant NOON = Instant.parse("2021-10-17T12:00:00Z");

  private final ExecutorPatience patience = new ExecutorPatience(Duration.ofMinutes(5), NOON);

  @Test
  void endsWhenNoExecutorCameForTooLong() {
    assertThat(patience.isExhausted(0, NOON.plusSeconds(300))).isFalse();
    assertThat(patience.isExhausted(0, NOON.plusSeconds(301))).isTrue();
  }

  @Test
  void beginsAnewWithEachExecutorThatIsThere() {
    assertThat(patience.isExhausted(2, NOON.plusSeconds(299))).isFalse();
    assertThat(patience.isExhausted(1, NOON.plusSeconds(900))).isFalse();
    assertThat(patience.isExhausted(0, NOON.plusSeconds(1_200))).isFalse();
    assertThat(patience.isExhausted(0, NOON.plusSeconds(1_201))).isTrue();
  }
}
