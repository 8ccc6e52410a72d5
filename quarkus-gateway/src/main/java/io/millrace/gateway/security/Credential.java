package io.millrace.gateway.security;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about who sends it.
 *
 * @param kind where it was said
 * @param text the key or token; empty if there is none
 */
record Credential(Kind kind, String text) {

  /** The cookie of a session in a browser. */
  static final String COOKIE = "millrace_key";

  private static final CharSequence KEY_HEADER = HttpHeaders.createOptimized("X-API-Key");
  private static final String BEARER = "bearer ";

  /** Three parts, each there; what else comes is a wrong key, and no provider is asked about it. */
  private static final Pattern TOKEN =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  private static final Credential NONE = new Credential(Kind.NONE, "");
  private static final Credential UNKNOWN_SCHEME = new Credential(Kind.KEY, "");

  /** Where a credential is. */
  enum Kind {
    /** Nowhere. */
    NONE,
    /** A key, in a header that a browser sends to no other site unasked. */
    KEY,
    /** A key in the cookie, which a browser sends by itself. */
    COOKIE,
    /** In {@code Authorization}, in the shape of a signed token. */
    TOKEN
  }

  /** The first there is: {@code Authorization}, {@code X-API-Key}, the cookie. */
  static Credential of(HttpServerRequest request) {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization != null) {
      return ofAuthorization(authorization);
    }
    String key = request.getHeader(KEY_HEADER);
    if (key != null) {
      return new Credential(Kind.KEY, key);
    }
    if (request.headers().contains(HttpHeaders.COOKIE)) {
      @Nullable Cookie cookie = request.getCookie(COOKIE);
      if (cookie != null) {
        return new Credential(Kind.COOKIE, cookie.getValue());
      }
    }
    return NONE;
  }

  private static Credential ofAuthorization(String authorization) {
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return UNKNOWN_SCHEME;
    }
    String text = authorization.substring(BEARER.length()).strip();
    return new Credential(TOKEN.matcher(text).matches() ? Kind.TOKEN : Kind.KEY, text);
  }

  /** Whether a page of another site could have made the browser send it, or nothing was sent. */
  boolean isSentByItself() {
    return kind == Kind.NONE || kind == Kind.COOKIE;
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return kind.name();
  }
}
