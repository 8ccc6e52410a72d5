package io.millrace.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RatesTest {

  private static final long SECOND = 1_000_000_000L;

  private final Rates rates = new Rates();

  @Test
  void knowsNoRateFromOneLook() {
    assertThat(rates.perSecond("events", 100, 0)).isNull();
    assertThat(rates.perSecond("events", 101, SECOND / 10)).isNull();
  }

  @Test
  void levelsOutWhatComesInBatches() {
    for (int second = 0; second <= 20; second++) {
      // 400 every other second.
      Double rate = rates.perSecond("events", 400L * (second / 2), second * SECOND);
      if (second > 5) {
        assertThat(rate).isBetween(160.0, 240.0);
      }
    }
  }

  @Test
  void followsWithinTheSpan() {
    for (int second = 0; second <= 10; second++) {
      rates.perSecond("events", 100L * second, second * SECOND);
    }
    for (int second = 11; second <= 15; second++) {
      rates.perSecond("events", 1_000, second * SECOND);
    }

    assertThat(rates.perSecond("events", 1_000, 16 * SECOND)).isZero();
  }

  @Test
  void beginsAgainWithACounterThatDoes() {
    rates.perSecond("events", 5_000, 0);

    assertThat(rates.perSecond("events", 10, SECOND)).isNull();
    assertThat(rates.perSecond("events", 30, 2 * SECOND)).isEqualTo(20.0);
  }

  @Test
  void forgetsWhatIsTooOldToSayAnything() {
    rates.perSecond("events", 0, 0);

    assertThat(rates.perSecond("events", 1_000, 60 * SECOND)).isNull();
  }
}
