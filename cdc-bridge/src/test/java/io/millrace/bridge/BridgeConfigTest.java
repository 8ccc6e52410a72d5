package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Domain;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BridgeConfigTest {

  private static final String PASSWORD = "MILLRACE_POSTGRES_REPLICATION_PASSWORD";

  @Test
  void capturesAllDomainsWithOnlyThePasswordSet() {
    BridgeConfig config = BridgeConfig.from(Settings.of(Map.of(PASSWORD, "secret")));

    assertThat(config.domains()).containsExactlyInAnyOrder(Domain.values());
    assertThat(config.postgres().url(Domain.TELECOM))
        .isEqualTo("jdbc:postgresql://127.0.0.1:15432/telecom");
    assertThat(config.bootstrapServers()).isEqualTo("127.0.0.1:19092");
    assertThat(config.topics()).isEqualTo(new BridgeConfig.TopicLayout(4, Duration.ofDays(7)));
    assertThat(config.snapshotMode()).isEqualTo(SnapshotMode.INITIAL);
    assertThat(config.pollInterval()).isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void neverShowsThePassword() {
    BridgeConfig config = BridgeConfig.from(Settings.of(Map.of(PASSWORD, "secret")));

    assertThat(config.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MILLRACE_BRIDGE_DOMAINS            | moon     | MILLRACE_BRIDGE_DOMAINS is moon; allowed: a comma-separated list of
          MILLRACE_BRIDGE_SNAPSHOT_MODE      | often    | MILLRACE_BRIDGE_SNAPSHOT_MODE is often; allowed: initial, when_needed or never
          MILLRACE_BRIDGE_POLL_INTERVAL      | 0ms      | MILLRACE_BRIDGE_POLL_INTERVAL is 0ms; allowed: a duration from PT0.001S to PT10S
          MILLRACE_BRIDGE_HEARTBEAT_INTERVAL | 1h       | MILLRACE_BRIDGE_HEARTBEAT_INTERVAL is 1h; allowed: a duration from PT0.1S to PT10M
          MILLRACE_TOPIC_PARTITIONS          | 0        | MILLRACE_TOPIC_PARTITIONS is 0; allowed: a whole number from 1 to 1000
          """)
  void namesKeyValueAndWhatIsAllowed(String key, String value, String message) {
    Map<String, String> settings = new HashMap<>(Map.of(PASSWORD, "secret", key, value));

    assertThatThrownBy(() -> BridgeConfig.from(Settings.of(settings)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void demandsThePassword() {
    assertThatThrownBy(() -> BridgeConfig.from(Settings.of(Map.of())))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining(PASSWORD);
  }
}
