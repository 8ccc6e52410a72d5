package io.millrace.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CausesTest {

  @Test
  void tellsEachMessageOfTheChainOnce() {
    Throwable error =
        new IllegalStateException(
            "stream ended", new IOException("stream ended", new IOException("connection reset")));

    assertThat(Causes.describe(error)).isEqualTo("stream ended; because: connection reset");
  }

  @Test
  void namesTheKindWhenThereIsNoMessage() {
    assertThat(Causes.describe(new NullPointerException())).isEqualTo("NullPointerException");
  }
}
