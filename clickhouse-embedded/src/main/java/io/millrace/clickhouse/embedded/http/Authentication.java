package io.millrace.clickhouse.embedded.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** Who a request says it is from, in the three ways a ClickHouse server reads. */
final class Authentication {

  private static final String BASIC = "basic ";

  private Authentication() {}

  /**
   * Lets the request pass.
   *
   * @throws io.millrace.clickhouse.embedded.engine.EngineException AUTHENTICATION_FAILED
   */
  static void check(Request request, Credentials expected) {
    HttpFields headers = request.getHeaders();
    String authorization = headers.get(HttpHeader.AUTHORIZATION);
    String user;
    String password;
    if (headers.contains("X-ClickHouse-User") || headers.contains("X-ClickHouse-Key")) {
      user = orDefault(headers.get("X-ClickHouse-User"));
      password = orEmpty(headers.get("X-ClickHouse-Key"));
    } else if (authorization != null) {
      String[] parts = decodeBasic(authorization);
      user = orDefault(parts[0]);
      password = parts[1];
    } else {
      Fields url = Request.extractQueryParameters(request);
      user = orDefault(url.getValue("user"));
      password = orEmpty(url.getValue("password"));
    }
    if (!expected.matches(user, password)) {
      throw failed(user);
    }
  }

  private static String[] decodeBasic(String authorization) {
    if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      throw ErrorCode.AUTHENTICATION_FAILED.exception(
          "Invalid authentication: only the scheme Basic is supported");
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip());
      String[] parts = new String(bytes, StandardCharsets.UTF_8).split(":", 2);
      return new String[] {parts[0], parts.length > 1 ? parts[1] : ""};
    } catch (IllegalArgumentException e) {
      throw ErrorCode.AUTHENTICATION_FAILED.exception(
          "Invalid authentication: the Authorization header is not Base64");
    }
  }

  private static RuntimeException failed(String user) {
    return ErrorCode.AUTHENTICATION_FAILED.exception(
        user
            + ": Authentication failed: password is incorrect, or there is no user with such name");
  }

  private static String orDefault(@Nullable String user) {
    return user == null || user.isEmpty() ? "default" : user;
  }

  private static String orEmpty(@Nullable String password) {
    return password == null ? "" : password;
  }
}
