package io.millrace.gateway.security;

import io.millrace.gateway.problem.InvalidRequestException;
import io.millrace.gateway.problem.Violation;
import io.millrace.gateway.request.Answers;
import io.millrace.gateway.security.RequestLimits.Allowance;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers {@link SessionApi}. */
@NonBlocking
public class SessionResource implements SessionApi {

  private final Access access;
  private final ApiKeys keys;
  private final RequestLimits limits;
  private final CurrentIdentityAssociation current;

  SessionResource(
      Access access, ApiKeys keys, RequestLimits limits, CurrentIdentityAssociation current) {
    this.access = access;
    this.keys = keys;
    this.limits = limits;
    this.current = current;
  }

  @Override
  @RolesAllowed("read")
  public Response show() {
    return Answers.fresh(Session.of(current.getIdentity())).build();
  }

  @Override
  @PermitAll
  public Response begin(Session.@Nullable Opening opening, RoutingContext context) {
    if (access.isOpen()) {
      return Answers.fresh(Session.of(Identities.EVERYBODY)).build();
    }
    // Jackson fills what the body lacks with null.
    @Nullable String key = opening == null ? null : opening.key();
    if (key == null || key.isBlank()) {
      throw new InvalidRequestException(
          List.of(new Violation("key", "", "is missing", "JSON with an API key: {\"key\":\"…\"}")));
    }
    Optional<SecurityIdentity> bearer = keys.bearer(key.strip());
    if (bearer.isEmpty()) {
      Allowance failures =
          limits.failure("address:" + ClientAddress.of(context.request().remoteAddress()));
      if (!failures.admitted()) {
        throw new TooManyFailuresException(failures.waitSeconds());
      }
      throw new AuthenticationFailedException();
    }
    return Answers.fresh(Session.of(bearer.get()))
        .cookie(cookie(context).value(key.strip()).build())
        .build();
  }

  @Override
  @PermitAll
  public Response end(RoutingContext context) {
    return Response.noContent().cookie(cookie(context).value("").maxAge(0).build()).build();
  }

  private static NewCookie.Builder cookie(RoutingContext context) {
    return new NewCookie.Builder(Credential.COOKIE)
        .path("/")
        .httpOnly(true)
        .sameSite(NewCookie.SameSite.STRICT)
        .secure(context.request().isSSL());
  }
}
