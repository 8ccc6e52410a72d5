package io.millrace.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {

  private static final Map<String, String> SECRETS =
      Map.of(
          "MILLRACE_CLICKHOUSE_PASSWORD", "c",
          "MILLRACE_POSTGRES_MONITOR_PASSWORD", "p",
          "MILLRACE_S3_ACCESS_KEY", "a",
          "MILLRACE_S3_SECRET_KEY", "s");

  @Test
  void needsOnlySecretsAndHasDefaultsForTheRest() throws IOException {
    GatewayConfig config = read(SECRETS).getConfigMapping(GatewayConfig.class);

    assertThat(config.clickhouse().url()).isEqualTo("jdbc:clickhouse://127.0.0.1:18123");
    assertThat(config.postgres().port()).isEqualTo(15432);
    assertThat(config.postgres().monitorUser()).isEqualTo("millrace_monitor");
    assertThat(config.spark().url()).hasToString("http://127.0.0.1:18090");
    assertThat(config.gateway().queryTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.gateway().exportTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.gateway().cache()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.gateway().stale()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.gateway().inFlight().asLongValue()).isEqualTo(32 * 1024 * 1024);
  }

  @Test
  void ignoresVariablesOfOtherProcesses() throws IOException {
    Map<String, String> environment = new HashMap<>(SECRETS);
    environment.put("MILLRACE_SUPERVISED", "true");
    environment.put("MILLRACE_KAFKA_DATA_DIR", "elsewhere");
    environment.put("MILLRACE_POSTGRES_WRITER_PASSWORD", "w");

    assertThat(read(environment).getConfigMapping(GatewayConfig.class).postgres().monitorPassword())
        .isEqualTo("p");
  }

  @Test
  void namesEveryWrongVariableItsValueAndWhatIsAllowed() {
    Map<String, String> environment = new HashMap<>(SECRETS);
    environment.put("MILLRACE_POSTGRES_PORT", "70000");
    environment.put("MILLRACE_GATEWAY_QUERY_TIMEOUT", "5h");
    environment.put("MILLRACE_GATEWAY_EXPORT_TIMEOUT", "500ms");
    environment.put("MILLRACE_GATEWAY_CACHE", "2h");
    environment.put("MILLRACE_GATEWAY_STALE", "-1s");
    environment.remove("MILLRACE_S3_ACCESS_KEY");

    Throwable failure = catchThrowable(() -> read(environment));

    assertThat(ConfigurationError.describe(new IllegalStateException(failure)).orElseThrow())
        .startsWith("configuration: ")
        .contains("MILLRACE_POSTGRES_PORT is \"70000\"; allowed: a port from 1 to 65535")
        .contains("MILLRACE_GATEWAY_QUERY_TIMEOUT is \"5h\"; allowed: a duration from 100ms to 10s")
        .contains(
            "MILLRACE_GATEWAY_EXPORT_TIMEOUT is \"500ms\"; allowed: a duration from 1s to 10m")
        .contains(
            "MILLRACE_GATEWAY_CACHE is \"2h\"; allowed: 0, which keeps nothing, or a duration up to 1m")
        .contains(
            "MILLRACE_GATEWAY_STALE is \"-1s\"; allowed: 0, which keeps nothing, or a duration up to 24h")
        .contains("MILLRACE_S3_ACCESS_KEY is not set")
        .hasLineCount(1);
  }

  @Test
  void leavesOtherFailuresAlone() {
    assertThat(ConfigurationError.describe(new IOException("port taken"))).isEmpty();
    assertThat(ConfigurationError.describe(null)).isEmpty();
  }

  @Test
  void readsASecretFromTheFileThatIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "from-a-file\n");

    SecretFileConfigSource source =
        new SecretFileConfigSource(Map.of("MILLRACE_S3_SECRET_KEY_FILE", file.toString()));

    assertThat(source.getValue("millrace.s3.secret-key")).isEqualTo("from-a-file");
    assertThat(source.getPropertyNames()).containsExactly("millrace.s3.secret-key");
  }

  @Test
  void namesASecretFileThatCannotBeRead(@TempDir Path folder) {
    String file = folder.resolve("absent").toString();

    assertThatThrownBy(
            () -> new SecretFileConfigSource(Map.of("MILLRACE_S3_SECRET_KEY_FILE", file)))
        .hasMessageContaining("MILLRACE_S3_SECRET_KEY_FILE")
        .hasMessageContaining(file);
  }

  private static SmallRyeConfig read(Map<String, String> environment) throws IOException {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withSources(
            new PropertiesConfigSource(
                ConfigurationTest.class.getResource("/application.properties"), 250))
        .withSources(new EnvConfigSource(environment, 300))
        .withMapping(GatewayConfig.class)
        .build();
  }
}
