package io.millrace.gateway.security;

import static io.vertx.core.http.HttpHeaders.createOptimized;

import io.millrace.gateway.problem.ProblemAnswers;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.slf4j.MDC;

/** What every answer carries: the request's id, and what browsers are not to do with it. */
@Singleton
public class AnswerHeaders {

  /** Before everything that can answer. */
  private static final int FIRST = 10_000;

  private static final CharSequence REQUEST_ID = createOptimized(ProblemAnswers.REQUEST_ID);
  private static final CharSequence POLICY = createOptimized("Content-Security-Policy");
  private static final CharSequence TRANSPORT = createOptimized("Strict-Transport-Security");
  private static final CharSequence A_YEAR = createOptimized("max-age=31536000");

  private static final CharSequence[][] ALWAYS = {
    pair("X-Content-Type-Options", "nosniff"),
    pair("X-Frame-Options", "DENY"),
    pair("Referrer-Policy", "no-referrer"),
    pair("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    pair("Cross-Origin-Opener-Policy", "same-origin"),
    pair("Cross-Origin-Resource-Policy", "same-origin"),
  };

  /** The page loads nothing from elsewhere and has no script or style of its own text. */
  private static final CharSequence PAGE =
      createOptimized(
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'");

  /** An answer is no page. */
  private static final CharSequence DATA =
      createOptimized("default-src 'none'; frame-ancestors 'none'");

  /** Swagger UI begins with a script in its page, and styles its elements. */
  private static final CharSequence SWAGGER_UI =
      createOptimized(
          "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self'"
              + " 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self';"
              + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

  void register(@Observes Filters filters) {
    filters.register(this::begin, FIRST);
  }

  private void begin(RoutingContext context) {
    String id = RequestId.of(context.request().getHeader(REQUEST_ID));
    MDC.put("requestId", id);
    MultiMap headers = context.response().headers();
    headers.set(REQUEST_ID, id);
    for (CharSequence[] header : ALWAYS) {
      headers.set(header[0], header[1]);
    }
    headers.set(POLICY, policy(context.request().path()));
    if (context.request().isSSL()) {
      headers.set(TRANSPORT, A_YEAR);
    }
    context.next();
  }

  private static CharSequence policy(String path) {
    if (path != null && path.startsWith("/q/swagger-ui")) {
      return SWAGGER_UI;
    }
    return path == null || path.startsWith("/api") || path.startsWith("/q/") ? DATA : PAGE;
  }

  private static CharSequence[] pair(String name, String value) {
    return new CharSequence[] {createOptimized(name), createOptimized(value)};
  }
}
