package io.millrace.gateway.security;

import io.millrace.runtime.access.KeyEntry;
import io.millrace.runtime.access.Role;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;

/** Who somebody is, once let in. */
final class Identities {

  private static final String ACCESS = "millrace.access";

  /** Everybody, where the gateway is open. */
  static final SecurityIdentity EVERYBODY = identity("anonymous", Role.ADMIN, "open");

  private Identities() {}

  /** The bearer of a key. */
  static SecurityIdentity of(KeyEntry key) {
    return identity(key.name(), key.role(), "key");
  }

  private static SecurityIdentity identity(String name, Role role, String access) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(name))
        .addRoles(role.granted())
        .addAttribute(ACCESS, access)
        .build();
  }

  /** How somebody was let in: {@code open}, {@code key} or {@code oidc}. */
  static String access(SecurityIdentity identity) {
    String access = identity.getAttribute(ACCESS);
    return access == null ? "oidc" : access;
  }
}
