package io.millrace.gateway.security;

import io.millrace.gateway.problem.Problem.Kind;
import io.millrace.gateway.security.RequestLimits.Allowance;
import io.millrace.runtime.access.Authority;
import io.millrace.runtime.access.Role;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door: what is under {@code /api}, and the metrics, are for those who may read, each so often;
 * page, documents and health are for everybody. Who may change things is said at the endpoint, by
 * {@code @RolesAllowed("admin")}.
 */
@Singleton
public class AccessGuard {

  /** After Quarkus has got ready to authenticate (200), before it routes. */
  private static final int BEFORE_ROUTING = 120;

  private static final Logger log = LoggerFactory.getLogger(AccessGuard.class);

  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");
  private static final CharSequence FETCH_SITE = HttpHeaders.createOptimized("Sec-Fetch-Site");
  private static final CharSequence LIMIT = HttpHeaders.createOptimized("RateLimit");
  private static final CharSequence POLICY = HttpHeaders.createOptimized("RateLimit-Policy");

  private final Access access;
  private final RequestLimits limits;
  private final Refusals refusals;
  private final IdentityProviderManager providers;

  /** Whom something is for. */
  private enum Door {
    /** Supervisors: not even counted. */
    HEALTH,
    EVERYBODY,
    READERS
  }

  AccessGuard(
      Access access, RequestLimits limits, Refusals refusals, IdentityProviderManager providers) {
    this.access = access;
    this.limits = limits;
    this.refusals = refusals;
    this.providers = providers;
  }

  void register(@Observes Filters filters) {
    filters.register(this::guard, BEFORE_ROUTING);
  }

  private void guard(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!SAFE.contains(request.method()) && isForged(request)) {
      refusals.answer(
          context,
          Kind.FORBIDDEN,
          "the request came from a page of another site; allowed: pages of this gateway, or an API"
              + " key in a header");
      return;
    }
    switch (door(context)) {
      case HEALTH -> context.next();
      case EVERYBODY -> admit(context, address(request));
      case READERS -> recognise(context);
    }
  }

  private void recognise(RoutingContext context) {
    // Quarkus would answer a failure itself, without a problem.
    context.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
    QuarkusHttpUser.getSecurityIdentity(context, providers)
        .subscribe()
        .with(identity -> recognised(context, identity), e -> unrecognised(context, e));
  }

  private static Door door(RoutingContext context) {
    @Nullable String path = context.normalizedPath();
    if (path == null) {
      return Door.READERS;
    }
    if (path.startsWith("/q/")) {
      if (isAtOrBelow(path, "/q/health")) {
        return Door.HEALTH;
      }
      return isAtOrBelow(path, "/q/metrics") ? Door.READERS : Door.EVERYBODY;
    }
    if (!isAtOrBelow(path, "/api")) {
      return Door.EVERYBODY;
    }
    // To begin and to end a session nobody need be known.
    return path.equals(SessionApi.PATH) && !SAFE.contains(context.request().method())
        ? Door.EVERYBODY
        : Door.READERS;
  }

  private static boolean isAtOrBelow(String path, String place) {
    return path.startsWith(place)
        && (path.length() == place.length() || path.charAt(place.length()) == '/');
  }

  /** Whether a page of another site may have made a browser send it. */
  private boolean isForged(HttpServerRequest request) {
    if (!access.isOpen() && !Credential.of(request).isSentByItself()) {
      return false;
    }
    String site = request.getHeader(FETCH_SITE);
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return (site != null && !OWN_SITE.contains(site))
        || (origin != null && !Authority.isSameOrigin(origin, request.getHeader(HttpHeaders.HOST)));
  }

  private void recognised(RoutingContext context, @Nullable SecurityIdentity identity) {
    if (identity == null || identity.isAnonymous()) {
      if (counted(context, address(context.request()))) {
        refusals.unauthenticated(context);
      }
    } else if (!identity.hasRole(Role.READ.id())) {
      refusals.answer(
          context,
          Kind.FORBIDDEN,
          identity.getPrincipal().getName() + " has no role here; allowed: read or admin");
    } else {
      admit(context, access.isOpen() ? address(context.request()) : client(identity));
    }
  }

  private static String client(SecurityIdentity identity) {
    return Identities.access(identity) + ":" + identity.getPrincipal().getName();
  }

  private void unrecognised(RoutingContext context, Throwable failure) {
    if (failure instanceof OIDCException) {
      log.warn("no token can be checked now: {}", failure.toString());
      context.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
      refusals.answer(
          context,
          Kind.IDENTITY_UNAVAILABLE,
          "the OpenID Connect provider cannot be asked; try again later, or use an API key");
      return;
    }
    if (!(failure instanceof AuthenticationFailedException)) {
      // What a token may look like to make its reader fail is up to who sends it: no stack for it.
      log.info("a token could not be read: {}", failure.toString());
    }
    Allowance failures = limits.failure(address(context.request()));
    if (failures.admitted()) {
      refusals.wrongCredential(context);
    } else {
      refusals.tooMany(context, Refusals.TOO_MANY_FAILURES, failures.waitSeconds());
    }
  }

  private void admit(RoutingContext context, String client) {
    if (counted(context, client)) {
      context.next();
    }
  }

  /** Counts the request; if it is one too many it has been answered. */
  private boolean counted(RoutingContext context, String client) {
    if (!limits.isOn()) {
      return true;
    }
    Allowance left = limits.request(client);
    context
        .response()
        .putHeader(POLICY, limits.policy())
        .putHeader(LIMIT, "\"requests\";r=" + left.remaining() + ";t=" + left.waitSeconds());
    if (!left.admitted()) {
      refusals.tooMany(
          context,
          "this client asks more often than MILLRACE_GATEWAY_RATE_LIMIT allows; RateLimit-Policy"
              + " says how often",
          left.waitSeconds());
    }
    return left.admitted();
  }

  private static String address(HttpServerRequest request) {
    return "address:" + ClientAddress.of(request.remoteAddress());
  }
}
