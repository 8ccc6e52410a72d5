package io.millrace.gateway.security;

import io.millrace.runtime.access.Role;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Lets a token that says {@code admin} read too; keys say so themselves. */
@Singleton
public class TokenRoles implements SecurityIdentityAugmentor {

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    return Uni.createFrom()
        .item(
            identity.hasRole(Role.ADMIN.id()) && !identity.hasRole(Role.READ.id())
                ? QuarkusSecurityIdentity.builder(identity).addRole(Role.READ.id()).build()
                : identity);
  }
}
