package io.millrace.clickhouse.embedded.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CredentialsTest {

  @Test
  void matchesOnlyBoth() {
    Credentials credentials = new Credentials("user", "secret");
    assertThat(credentials.matches("user", "secret")).isTrue();
    assertThat(credentials.matches("user", "secre")).isFalse();
    assertThat(credentials.matches("other", "secret")).isFalse();
    assertThat(credentials.matches("", "")).isFalse();
  }

  @Test
  void refusesAnEmptyPassword() {
    assertThatThrownBy(() -> new Credentials("user", ""))
        .hasMessageContaining("MILLRACE_CLICKHOUSE_PASSWORD");
    assertThatThrownBy(() -> new Credentials(" ", "x"))
        .hasMessageContaining("MILLRACE_CLICKHOUSE_USER");
  }

  @Test
  void doesNotPrintThePassword() {
    assertThat(new Credentials("user", "secret")).hasToString("Credentials[user=user]");
  }
}
