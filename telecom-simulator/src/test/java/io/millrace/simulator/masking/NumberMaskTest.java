package io.millrace.simulator.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class NumberMaskTest {

  private static final String KEY = "key of the tests!";

  @Test
  void isTheKeyedHashAndTheLastTwoDigits() {
    // printf '+77011234567' | openssl dgst -sha256 -hmac 'key of the tests!'
    assertThat(NumberMask.ofSecret(KEY).mask("+77011234567")).isEqualTo("415643a15c39c46d-67");
  }

  @Test
  void showsNoDigitOfANumberSoShortThatTheyWouldGiveItAway() {
    // printf 'user:19' | openssl dgst -sha256 -hmac 'key of the tests!'; hash bytes 9 and 10 mod
    // 100
    assertThat(NumberMask.ofSecret(KEY).mask("user:19")).isEqualTo("5017926e07fa12ed-72");
  }

  @Test
  void differsUnderAnotherKeyAndForAnotherNumber() {
    NumberMask mask = NumberMask.ofSecret(KEY);

    assertThat(mask.mask("+77011234567"))
        .isEqualTo(mask.mask("+77011234567"))
        .isNotEqualTo(mask.mask("+77021234567"))
        .isNotEqualTo(NumberMask.ofSecret("another secret key").mask("+77011234567"))
        .isNotEqualTo(NumberMask.ofSeed(42).mask("+77011234567"));
  }

  @Test
  void refusesAShortKeyWithoutShowingIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NumberMask.ofSecret("hunter2"))
        .withMessageContainingAll("7 bytes", "16", "openssl rand -hex 32")
        .withMessageNotContaining("hunter2");
  }
}
