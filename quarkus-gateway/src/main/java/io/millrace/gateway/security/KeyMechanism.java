package io.millrace.gateway.security;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Lets in the bearers of API keys, and everybody where the gateway is open. */
@Singleton
public class KeyMechanism implements HttpAuthenticationMechanism {

  /** How an answer says that a key or token is wanted. */
  static final String CHALLENGE = "Bearer";

  private final Access access;
  private final ApiKeys keys;

  KeyMechanism(Access access, ApiKeys keys) {
    this.access = access;
    this.keys = keys;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager providers) {
    if (access.isOpen()) {
      return Uni.createFrom().item(Identities.EVERYBODY);
    }
    Credential credential = Credential.of(context.request());
    return switch (credential.kind()) {
      case NONE -> Uni.createFrom().nullItem();
      case KEY, COOKIE ->
          keys.bearer(credential.text())
              .map(identity -> Uni.createFrom().item(identity))
              .orElseGet(KeyMechanism::refused);
      case TOKEN -> access.takesTokens() ? Uni.createFrom().nullItem() : refused();
    };
  }

  private static Uni<SecurityIdentity> refused() {
    return Uni.createFrom().failure(new AuthenticationFailedException());
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", CHALLENGE));
  }

  /** Before OpenID Connect's, which would take a key for a token. */
  @Override
  public int getPriority() {
    return DEFAULT_PRIORITY + 1_000;
  }
}
