package io.millrace.spark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamingConfigTest {

  private final Map<String, String> environment =
      new HashMap<>(
          Map.of(
              "MILLRACE_CLICKHOUSE_PASSWORD", "p4ss",
              "MILLRACE_S3_ACCESS_KEY", "key",
              "MILLRACE_S3_SECRET_KEY", "s3cret",
              "MILLRACE_POSTGRES_ANALYTICS_PASSWORD", "pgp4ss"));

  @Test
  void fillsInTheDefaultsOfTheLocalStack() {
    StreamingConfig config = StreamingConfig.from(Settings.of(environment));

    assertThat(config.kafkaBootstrapServers()).isEqualTo("127.0.0.1:19092");
    assertThat(config.clickHouse().httpUrl()).isEqualTo("http://127.0.0.1:18123");
    assertThat(config.trigger()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.lateness()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void readsATlsAddress() {
    assertThat(StreamingConfig.httpUrl("jdbc:clickhouse:https://ch.example:8443"))
        .isEqualTo("https://ch.example:8443");
  }

  @Test
  void refusesAnAddressThatIsNotClickHouseJdbc() {
    environment.put("MILLRACE_CLICKHOUSE_URL", "http://127.0.0.1:8123");

    assertThatThrownBy(() -> StreamingConfig.from(Settings.of(environment)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("MILLRACE_CLICKHOUSE_URL is http://127.0.0.1:8123; allowed: jdbc:");
  }

  @Test
  void showsNoSecretWhenPrinted() {
    StreamingConfig config = StreamingConfig.from(Settings.of(environment));

    assertThat(config.toString())
        .doesNotContain("p4ss")
        .doesNotContain("s3cret")
        .doesNotContain("pgp4ss");
  }
}
