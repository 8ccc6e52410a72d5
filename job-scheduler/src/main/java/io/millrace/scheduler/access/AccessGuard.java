package io.millrace.scheduler.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.access.ApiKey;
import io.millrace.runtime.access.Authority;
import io.millrace.runtime.access.KeyEntry;
import io.millrace.runtime.access.KeyFile;
import io.millrace.runtime.access.Role;
import io.millrace.scheduler.api.Problem;
import io.millrace.scheduler.api.Problem.Kind;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door, by the gateway's rules and with its API keys: without keys everybody on this machine
 * may do everything, and nobody else can come; with keys reading needs the role read and changing
 * the role admin. Health is for everybody.
 */
@Singleton
public class AccessGuard {

  private static final Logger log = LoggerFactory.getLogger(AccessGuard.class);
  private static final int BEFORE_ROUTING = 120;
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");
  private static final String BEARER = "bearer ";

  private final Optional<KeyFile> file;
  private final ObjectMapper json;

  /**
   * Checks that it is not open to other machines.
   *
   * @throws InvalidSettingException if it would be, or the keys cannot be read
   */
  AccessGuard(
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "millrace.gateway.api-keys-file") Optional<Path> keys,
      ObjectMapper json) {
    this.file = keys.map(KeyFile::new);
    this.json = json;
    if (file.isEmpty() && !Authority.isLoopback(host)) {
      throw new InvalidSettingException(
          "MILLRACE_HTTP_HOST",
          "\"" + host + "\", where others could come in unasked",
          "a loopback address such as 127.0.0.1; or set MILLRACE_GATEWAY_API_KEYS_FILE (make a key"
              + " with: ./millrace keys create NAME --role admin)");
    }
    file.ifPresent(AccessGuard::requireGood);
  }

  private static void requireGood(KeyFile file) {
    try {
      List<String> problems = file.read().problems();
      if (!problems.isEmpty()) {
        throw new InvalidSettingException(
            "MILLRACE_GATEWAY_API_KEYS_FILE",
            "\"" + file.path() + "\"",
            "a file of good lines; " + String.join("; ", problems));
      }
    } catch (IOException e) {
      throw new InvalidSettingException(
          "MILLRACE_GATEWAY_API_KEYS_FILE",
          "\"" + file.path() + "\", which cannot be read",
          "a file of API keys; make one with: ./millrace keys create NAME --role admin");
    }
  }

  void register(@Observes Filters filters) {
    filters.register(this::guard, BEFORE_ROUTING);
  }

  private void guard(RoutingContext context) {
    HttpServerRequest request = context.request();
    String path = String.valueOf(context.normalizedPath());
    if (path.equals("/q/health") || path.startsWith("/q/health/")) {
      context.next();
    } else if (file.isEmpty()) {
      guardOpen(context, request);
    } else {
      guardWithKeys(context, request, file.get());
    }
  }

  private void guardOpen(RoutingContext context, HttpServerRequest request) {
    String host = request.authority() == null ? null : request.authority().toString();
    if (!Authority.namesLoopback(host)) {
      // A page whose name has been pointed at 127.0.0.1 would otherwise read everything.
      refuse(
          context,
          Kind.MISDIRECTED,
          "the Host header does not name this machine; allowed without API keys: localhost,"
              + " 127.0.0.1 and [::1]");
    } else if (!SAFE.contains(request.method()) && isForged(request, host)) {
      refuse(context, Kind.FORBIDDEN, "the request came from a page of another site");
    } else {
      context.next();
    }
  }

  private static boolean isForged(HttpServerRequest request, @Nullable String host) {
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return (site != null && !OWN_SITE.contains(site))
        || (origin != null && !Authority.isSameOrigin(origin, host));
  }

  private void guardWithKeys(RoutingContext context, HttpServerRequest request, KeyFile keys) {
    Optional<KeyEntry> bearer = key(request).flatMap(key -> find(keys, key));
    Role needed = SAFE.contains(request.method()) ? Role.READ : Role.ADMIN;
    if (bearer.isEmpty()) {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      refuse(
          context,
          Kind.UNAUTHENTICATED,
          "send an API key that is known here as Authorization: Bearer …, or as X-API-Key");
    } else if (bearer.get().role().compareTo(needed) < 0) {
      refuse(
          context,
          Kind.FORBIDDEN,
          bearer.get().name() + " has the role " + bearer.get().role().id() + "; this needs admin");
    } else {
      context.next();
    }
  }

  private static Optional<ApiKey> key(HttpServerRequest request) {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization == null) {
      return Optional.ofNullable(request.getHeader("X-API-Key")).flatMap(ApiKey::read);
    }
    return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? ApiKey.read(authorization.substring(BEARER.length()).strip())
        : Optional.empty();
  }

  /** Read each time: it is a small file, few ask here, and a revoked key is out at once. */
  private static Optional<KeyEntry> find(KeyFile file, ApiKey key) {
    try {
      return file.read().keys().stream()
          .filter(entry -> MessageDigest.isEqual(entry.digest(), key.digest()))
          .findFirst();
    } catch (IOException e) {
      log.atError()
          .addKeyValue("cause", e.toString())
          .log("API keys cannot be read: nobody comes in");
      return Optional.empty();
    }
  }

  private void refuse(RoutingContext context, Kind kind, String detail) {
    Problem problem = kind.at(String.valueOf(context.normalizedPath()), detail);
    try {
      context
          .response()
          .setStatusCode(problem.status())
          .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(json.writeValueAsString(problem));
    } catch (JsonProcessingException e) {
      context.fail(e);
    }
  }
}
