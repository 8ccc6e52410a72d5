package io.millrace.simulator.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PacingTest {

  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final long SECOND = 1_000_000_000;

  @Test
  void waitsUntilSimulatedTimeHasCome() {
    Pacing pacing = Pacing.paced(START, 1, 0);

    assertThat(pacing.wait(START.plusSeconds(3), SECOND)).isEqualTo(Duration.ofSeconds(2));
    assertThat(pacing.behindSeconds(START.plusSeconds(3), SECOND)).isZero();
  }

  @Test
  void runsFasterBySpeedUp() {
    Pacing pacing = Pacing.paced(START, 60, 0);

    assertThat(pacing.wait(START.plusSeconds(3_600), 0)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void saysHowFarItIsBehind() {
    assertThat(Pacing.paced(START, 1, 0).behindSeconds(START.plusSeconds(3), 10 * SECOND))
        .isEqualTo(7);
  }

  @Test
  void catchesUpAtTwiceThePaceAndNoFaster() {
    Pacing pacing = Pacing.paced(START, 1, 0);
    long now = 600 * SECOND;
    pacing.goes(START.plusSeconds(1), now);

    assertThat(pacing.wait(START.plusSeconds(2), now)).isEqualTo(Duration.ofMillis(500));
    assertThat(pacing.wait(START.plusSeconds(2), now + SECOND)).isZero();
  }

  @Test
  void neverWaitsUnpaced() {
    Pacing pacing = Pacing.unpaced();

    assertThat(pacing.wait(START.plusSeconds(3_600), 0)).isZero();
    assertThat(pacing.behindSeconds(START, 600 * SECOND)).isZero();
  }

  @Test
  void refusesASpeedUpThatIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pacing.paced(START, 0, 0))
        .withMessageContaining("speed-up is 0.0");
  }
}
