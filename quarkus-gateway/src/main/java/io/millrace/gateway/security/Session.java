package io.millrace.gateway.security;

import io.millrace.runtime.access.Role;
import io.quarkus.security.identity.SecurityIdentity;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Who somebody is to the gateway.
 *
 * @param name of the key or the token's subject; {@code anonymous} where the gateway is open
 * @param roles what is allowed: {@code read}, and {@code admin} to change things
 * @param access how it came to be known: {@code open}, {@code key} or {@code oidc}
 */
public record Session(
    @Schema(examples = "grafana") String name,
    @Schema(examples = "[\"read\"]") List<String> roles,
    @Schema(
            enumeration = {"open", "key", "oidc"},
            examples = "key")
        String access) {

  /** Copies the list. */
  public Session {
    roles = List.copyOf(roles);
  }

  static Session of(SecurityIdentity identity) {
    return new Session(
        identity.getPrincipal().getName(),
        Arrays.stream(Role.values()).map(Role::id).filter(identity::hasRole).toList(),
        Identities.access(identity));
  }

  /**
   * What begins one.
   *
   * @param key an API key
   */
  public record Opening(
      @Schema(
              description = "An API key",
              examples = "mlr_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdE")
          String key) {

    /** Without the secret. */
    @Override
    public String toString() {
      return "Opening";
    }
  }
}
