package io.millrace.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.gateway.config.ConfigurationError;
import io.millrace.gateway.config.DependentSettings;
import io.millrace.gateway.config.GatewayConfig;
import io.millrace.gateway.config.RateLimit;
import io.millrace.runtime.access.KeyFile;
import io.millrace.runtime.access.Role;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

  private static final String KEYS = "MILLRACE_GATEWAY_API_KEYS_FILE";

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"})
  void isOpenOnALoopbackAddress(String host) {
    assertThat(access(Map.of(), host).isOpen()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0", "::", "10.0.0.5", "gateway.example.com", "127.0.0.1.example.com", ""})
  void isNotOpenAnywhereElse(String host) {
    Throwable failure = catchThrowable(() -> access(Map.of(), host));

    assertThat(ConfigurationError.describe(new IllegalStateException(failure)).orElseThrow())
        .startsWith("configuration: MILLRACE_HTTP_HOST is \"" + host + "\"")
        .contains("a loopback address", KEYS, "./millrace keys create", "MILLRACE_OIDC_ISSUER")
        .hasLineCount(1);
  }

  @Test
  void mayListenAnywhereWithKeysOrTokens() {
    assertThat(access(Map.of(KEYS, "keys"), "0.0.0.0").isOpen()).isFalse();
    Access tokens =
        access(
            Map.of(
                "MILLRACE_OIDC_ISSUER",
                "https://id.example.com/realm",
                "MILLRACE_OIDC_AUDIENCE",
                "millrace"),
            "0.0.0.0");
    assertThat(tokens.isOpen()).isFalse();
    assertThat(tokens.takesTokens()).isTrue();
  }

  @Test
  void needsAnAudienceWithAnIssuer() {
    assertThatThrownBy(
            () -> access(Map.of("MILLRACE_OIDC_ISSUER", "https://id.example.com"), "127.0.0.1"))
        .hasMessageContaining("MILLRACE_OIDC_AUDIENCE is not set; allowed: the audience");
  }

  @Test
  void needsCertificateAndKeyTogether() {
    assertThatThrownBy(
            () -> access(Map.of("MILLRACE_GATEWAY_TLS_CERTIFICATE_FILE", "c.pem"), "127.0.0.1"))
        .hasMessageContaining("MILLRACE_GATEWAY_TLS_KEY_FILE");
  }

  @Test
  void doesNotStartOnAKeyFileThatIsNotThereOrBad(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("api-keys");
    GatewayConfig config = mapped(Map.of(KEYS, file.toString()));
    assertThatThrownBy(() -> new ApiKeys(config))
        .hasMessageContaining(KEYS + " is \"" + file + "\", which cannot be read")
        .hasMessageContaining("./millrace keys create");

    Files.writeString(file, "# none\ngrafana root\n");
    assertThatThrownBy(() -> new ApiKeys(config))
        .hasMessageContaining(file + " line 2: it has 2 parts; allowed: NAME ROLE CREATED SHA256");

    Files.delete(file);
    String key = new KeyFile(file).create("grafana", Role.READ).reveal();
    assertThat(new ApiKeys(config).bearer(key).orElseThrow().getRoles()).containsExactly("read");
    assertThat(new ApiKeys(config).bearer(key + "x")).isEmpty();
  }

  @Test
  void switchesOnOidcAndTlsOnlyWhereTheyAreSet() {
    SmallRyeConfig none = read(Map.of());
    assertThat(none.getValue("quarkus.oidc.tenant-enabled", String.class)).isEqualTo("false");
    assertThat(none.getOptionalValue("quarkus.http.ssl-port", String.class)).isEmpty();

    SmallRyeConfig both =
        read(
            Map.of(
                "MILLRACE_OIDC_ISSUER", "https://id.example.com",
                "MILLRACE_OIDC_AUDIENCE", "millrace",
                "MILLRACE_OIDC_ROLES_CLAIM", "realm_access/roles",
                "MILLRACE_GATEWAY_HTTP_PORT", "9443",
                "MILLRACE_GATEWAY_TLS_CERTIFICATE_FILE", "c.pem",
                "MILLRACE_GATEWAY_TLS_KEY_FILE", "k.pem"));
    assertThat(value(both, "quarkus.oidc.tenant-enabled")).isEqualTo("true");
    assertThat(value(both, "quarkus.oidc.auth-server-url")).isEqualTo("https://id.example.com");
    assertThat(value(both, "quarkus.oidc.token.audience")).isEqualTo("millrace");
    assertThat(value(both, "quarkus.oidc.roles.role-claim-path")).isEqualTo("realm_access/roles");
    assertThat(value(both, "quarkus.http.ssl-port")).isEqualTo("9443");
    assertThat(value(both, "quarkus.http.insecure-requests")).isEqualTo("disabled");
    assertThat(value(both, "quarkus.http.ssl.certificate.files")).isEqualTo("c.pem");
    assertThat(value(both, "quarkus.http.ssl.certificate.key-files")).isEqualTo("k.pem");
  }

  @ParameterizedTest
  @CsvSource({"off,0", "0,0", "1,1", "250,250", "1000000,1000000"})
  void readsALimit(String text, int perSecond) {
    assertThat(mapped(Map.of("MILLRACE_GATEWAY_RATE_LIMIT", text)).gateway().rateLimit())
        .contains(new RateLimit(perSecond));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MILLRACE_GATEWAY_RATE_LIMIT   | -1                            | requests per second, 1 to 1000000, or off
          MILLRACE_GATEWAY_RATE_LIMIT   | 1000001                       | requests per second, 1 to 1000000, or off
          MILLRACE_GATEWAY_RATE_LIMIT   | many                          | requests per second, 1 to 1000000, or off
          MILLRACE_GATEWAY_CORS_ORIGINS | *                             | https://grafana.example.com:3000
          MILLRACE_GATEWAY_CORS_ORIGINS | https://a.example.com/path    | without a path
          MILLRACE_GATEWAY_CORS_ORIGINS | https://a.example.com,null    | without a path
          """)
  void namesALimitOrOriginThatIsNone(String variable, String value, String allowed) {
    Throwable failure = catchThrowable(() -> mapped(Map.of(variable, value)));

    assertThat(ConfigurationError.describe(failure).orElseThrow()).contains(variable, allowed);
  }

  private static String value(SmallRyeConfig config, String name) {
    return config.getValue(name, String.class);
  }

  private static Access access(Map<String, String> environment, String host) {
    return new Access(mapped(environment), host);
  }

  private static GatewayConfig mapped(Map<String, String> environment) {
    return read(environment).getConfigMapping(GatewayConfig.class);
  }

  private static SmallRyeConfig read(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("MILLRACE_CLICKHOUSE_PASSWORD", "c");
    all.put("MILLRACE_POSTGRES_MONITOR_PASSWORD", "p");
    all.put("MILLRACE_S3_ACCESS_KEY", "a");
    all.put("MILLRACE_S3_SECRET_KEY", "s");
    try {
      return new SmallRyeConfigBuilder()
          .addDefaultInterceptors()
          .withSources(
              new PropertiesConfigSource(
                  AccessTest.class.getResource("/application.properties"), 250))
          .withSources(new EnvConfigSource(all, 300))
          .withSources(new DependentSettings())
          .withMapping(GatewayConfig.class)
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
