package io.millrace.gateway.config;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Quarkus' own properties that are there only if a setting of ours is: OpenID Connect with an
 * issuer, TLS with a certificate.
 */
public final class DependentSettings implements ConfigSourceFactory {

  /** Above application.properties, below what an operator says in Quarkus' own names. */
  private static final int ORDINAL = 260;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    Map<String, String> properties = new TreeMap<>();
    value(context, "millrace.oidc.issuer")
        .ifPresent(
            issuer -> {
              properties.put("quarkus.oidc.tenant-enabled", "true");
              properties.put("quarkus.oidc.auth-server-url", issuer);
              value(context, "millrace.oidc.audience")
                  .ifPresent(audience -> properties.put("quarkus.oidc.token.audience", audience));
              properties.put(
                  "quarkus.oidc.roles.role-claim-path",
                  value(context, "millrace.oidc.roles-claim").orElse("groups"));
            });
    value(context, "millrace.gateway.tls-certificate-file")
        .ifPresent(
            certificate -> {
              properties.put("quarkus.http.ssl.certificate.files", certificate);
              value(context, "millrace.gateway.tls-key-file")
                  .ifPresent(key -> properties.put("quarkus.http.ssl.certificate.key-files", key));
              properties.put("quarkus.http.ssl-port", "${quarkus.http.port}");
              properties.put("quarkus.http.insecure-requests", "disabled");
            });
    return List.of(new PropertiesConfigSource(properties, "dependent settings", ORDINAL));
  }

  private static Optional<String> value(ConfigSourceContext context, String name) {
    ConfigValue found = context.getValue(name);
    return Optional.ofNullable(found)
        .map(ConfigValue::getValue)
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  @Override
  public OptionalInt getPriority() {
    return OptionalInt.of(ORDINAL);
  }
}
