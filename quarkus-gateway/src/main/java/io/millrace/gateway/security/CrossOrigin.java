package io.millrace.gateway.security;

import io.millrace.gateway.config.GatewayConfig;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Lets pages of the origins that are named read answers. They need an API key or a token in a
 * header: cookies are not for them.
 */
@Singleton
public class CrossOrigin {

  private static final int BEFORE_AUTHENTICATION = 7_000;
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private final Set<String> origins;
  private final CorsHandler cors;

  CrossOrigin(GatewayConfig config) {
    this.origins = Set.copyOf(config.gateway().corsOrigins().orElse(List.of()));
    this.cors =
        CorsHandler.create()
            .addOrigins(List.copyOf(origins))
            .allowedMethods(
                Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.DELETE))
            .allowedHeaders(
                Set.of(
                    "Accept",
                    "Authorization",
                    "Content-Type",
                    "If-None-Match",
                    "Last-Event-ID",
                    "X-API-Key",
                    "X-Request-Id"))
            .exposedHeaders(
                Set.of(
                    "Age",
                    "Cache-Status",
                    "Content-Disposition",
                    "ETag",
                    "Link",
                    "Millrace-Stale-Since",
                    "RateLimit",
                    "RateLimit-Policy",
                    "Retry-After",
                    "X-Request-Id"))
            .maxAgeSeconds((int) REMEMBERED.toSeconds());
  }

  void register(@Observes Filters filters) {
    if (!origins.isEmpty()) {
      filters.register(this::allow, BEFORE_AUTHENTICATION);
    }
  }

  /** Others are answered as if there were no such thing, and their browsers keep it from them. */
  private void allow(RoutingContext context) {
    String origin = context.request().getHeader(HttpHeaders.ORIGIN);
    if (origin != null && origins.contains(origin)) {
      cors.handle(context);
    } else {
      context.response().headers().add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
      context.next();
    }
  }
}
