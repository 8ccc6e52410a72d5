package io.millrace.gateway.security;

import io.millrace.gateway.problem.Problem.Kind;
import io.millrace.runtime.access.Authority;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Where the gateway is open, refuses what does not name this machine as its host: a page whose name
 * has been pointed at 127.0.0.1 (DNS rebinding) would otherwise read everything.
 */
@Singleton
public class LoopbackOnly {

  private static final int AFTER_URI_CHECK = 8_000;

  private final Access access;
  private final Refusals refusals;

  LoopbackOnly(Access access, Refusals refusals) {
    this.access = access;
    this.refusals = refusals;
  }

  void register(@Observes Filters filters) {
    if (access.isOpen()) {
      filters.register(this::check, AFTER_URI_CHECK);
    }
  }

  private void check(RoutingContext context) {
    if (Authority.namesLoopback(host(context.request()))) {
      context.next();
    } else {
      refusals.answer(
          context,
          Kind.MISDIRECTED,
          "the Host header does not name this machine; allowed without API keys: localhost,"
              + " 127.0.0.1 and [::1]. For other names set MILLRACE_GATEWAY_API_KEYS_FILE");
    }
  }

  private static @Nullable String host(HttpServerRequest request) {
    return request.authority() == null ? null : request.authority().toString();
  }
}
