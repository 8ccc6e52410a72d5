package io.millrace.gateway.security;

import io.millrace.gateway.config.GatewayConfig;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.access.Authority;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Whether the gateway asks who comes: it does if there are API keys or an OpenID Connect provider.
 * Without them it is open, which it may be on a loopback address only.
 */
@Singleton
public class Access {

  private final boolean open;
  private final boolean tokens;

  /**
   * @throws InvalidSettingException if the gateway would be open to other machines, or OpenID
   *     Connect lacks its audience
   */
  Access(GatewayConfig config, @ConfigProperty(name = "quarkus.http.host") String host) {
    this.tokens = config.oidc().issuer().isPresent();
    this.open = !tokens && config.gateway().apiKeysFile().isEmpty();
    if (open && !Authority.isLoopback(host)) {
      throw new InvalidSettingException(
          "MILLRACE_HTTP_HOST",
          "\"" + host + "\", where others could come in unasked",
          "a loopback address such as 127.0.0.1; or set MILLRACE_GATEWAY_API_KEYS_FILE (make a key"
              + " with: ./millrace keys create NAME --role read) or MILLRACE_OIDC_ISSUER");
    }
    if (tokens && config.oidc().audience().isEmpty()) {
      throw new InvalidSettingException(
          "MILLRACE_OIDC_AUDIENCE",
          "not set",
          "the audience of tokens that are for this gateway, since MILLRACE_OIDC_ISSUER is set");
    }
    if (config.gateway().tlsCertificateFile().isPresent()
        != config.gateway().tlsKeyFile().isPresent()) {
      throw new InvalidSettingException(
          "MILLRACE_GATEWAY_TLS_CERTIFICATE_FILE",
          "set without MILLRACE_GATEWAY_TLS_KEY_FILE, or the other way round",
          "both, or neither");
    }
  }

  /** Whether everybody is let in, as {@code anonymous} and with every role. */
  public boolean isOpen() {
    return open;
  }

  /** Whether tokens of an OpenID Connect provider are taken. */
  boolean takesTokens() {
    return tokens;
  }
}
