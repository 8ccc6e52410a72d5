package io.millrace.clickhouse.embedded.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What a request says beside its body.
 *
 * @param query from the URL, empty when the body holds all of it
 * @param queryId the client's, or a new one
 * @param database to run in, if named
 * @param defaultFormat of the output, unless the query names one
 * @param settings of ClickHouse, by name
 * @param parameters values of {@code {name:Type}} placeholders
 * @param session to run in, if named
 * @param options how the bytes travel, and what is allowed
 */
record QueryRequest(
    String query,
    String queryId,
    Optional<String> database,
    String defaultFormat,
    Map<String, String> settings,
    Map<String, String> parameters,
    Optional<SessionKey> session,
    Set<Option> options) {

  /** What is on or off in a request. */
  enum Option {
    /** Send the result in ClickHouse's own LZ4 blocks. */
    COMPRESS,
    /** The body is in ClickHouse's own LZ4 blocks. */
    DECOMPRESS,
    /** Send the result as {@code Accept-Encoding} allows. */
    HTTP_COMPRESSION,
    /** Send nothing before the statement has ended. */
    WAIT_END_OF_QUERY,
    /** Refuse what changes anything. */
    READ_ONLY
  }

  /**
   * A session of this interface.
   *
   * @param id the client's name for it
   * @param timeout of inactivity after which it ends
   * @param mustExist refuse to open it anew
   * @param closes whether it ends with this request
   */
  record SessionKey(String id, Duration timeout, boolean mustExist, boolean closes) {}

  private static final Set<String> RESERVED =
      Set.of(
          "query",
          "database",
          "user",
          "password",
          "quota_key",
          "stacktrace",
          "role",
          "default_format",
          "query_id",
          "compress",
          "decompress",
          "session_id",
          "session_timeout",
          "session_check",
          "close_session",
          "client_protocol_version",
          "buffer_size",
          "wait_end_of_query",
          // Enforced here: once set in the engine, no setting of a connection can be changed back.
          "readonly");

  private static final Pattern SETTING_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");
  private static final Duration DEFAULT_SESSION_TIMEOUT = Duration.ofSeconds(60);
  private static final long MAX_SESSION_TIMEOUT_SECONDS = 3600;

  static QueryRequest of(Request request) {
    Fields url = Request.extractQueryParameters(request);
    HttpFields headers = request.getHeaders();
    if (url.getValue("role") != null) {
      throw ErrorCode.UNKNOWN_ROLE.exception(
          "There is no role `" + url.getValue("role") + "`; the embedded engine has none");
    }
    Map<String, String> settings = new LinkedHashMap<>();
    Map<String, String> parameters = new LinkedHashMap<>();
    for (Fields.Field field : url) {
      String name = field.getName();
      String value = field.getValue() == null ? "" : field.getValue();
      if (name.startsWith("param_")) {
        parameters.put(name.substring("param_".length()), value);
      } else if (!RESERVED.contains(name) && !name.isEmpty()) {
        settings.put(checkedName(name), value);
      }
    }
    String query = firstOf(url.getValue("query"), "");
    String queryId =
        firstOf(
            blankToNull(headers.get("X-ClickHouse-Query-Id")),
            firstOf(blankToNull(url.getValue("query_id")), UUID.randomUUID().toString()));
    return new QueryRequest(
        query,
        queryId,
        Optional.ofNullable(
            blankToNull(firstOf(url.getValue("database"), headers.get("X-ClickHouse-Database")))),
        firstOf(
            blankToNull(url.getValue("default_format")),
            firstOf(blankToNull(headers.get("X-ClickHouse-Format")), "TabSeparated")),
        settings,
        parameters,
        session(url),
        options(request, url, settings));
  }

  boolean has(Option option) {
    return options.contains(option);
  }

  private static Set<Option> options(Request request, Fields url, Map<String, String> settings) {
    Set<Option> options = java.util.EnumSet.noneOf(Option.class);
    if (isOn(url.getValue("compress"))) {
      options.add(Option.COMPRESS);
    }
    if (isOn(url.getValue("decompress"))) {
      options.add(Option.DECOMPRESS);
    }
    if (isOn(url.getValue("wait_end_of_query")) || isOn(settings.get("http_wait_end_of_query"))) {
      options.add(Option.WAIT_END_OF_QUERY);
    }
    if (isOn(settings.get("enable_http_compression"))
        && request.getHeaders().contains(HttpHeader.ACCEPT_ENCODING)) {
      options.add(Option.HTTP_COMPRESSION);
    }
    if (!request.getMethod().equals("POST") || isOn(url.getValue("readonly"))) {
      options.add(Option.READ_ONLY);
    }
    return options;
  }

  private static Optional<SessionKey> session(Fields url) {
    String id = url.getValue("session_id");
    if (id == null || id.isEmpty()) {
      return Optional.empty();
    }
    Duration timeout = DEFAULT_SESSION_TIMEOUT;
    String text = url.getValue("session_timeout");
    if (text != null) {
      long seconds;
      try {
        seconds = Long.parseLong(text);
      } catch (NumberFormatException e) {
        seconds = -1;
      }
      if (seconds < 0 || seconds > MAX_SESSION_TIMEOUT_SECONDS) {
        throw ErrorCode.INVALID_SESSION_TIMEOUT.exception(
            "Invalid session timeout: '"
                + text
                + "'; allowed: 0 to "
                + MAX_SESSION_TIMEOUT_SECONDS
                + " seconds");
      }
      timeout = Duration.ofSeconds(seconds);
    }
    return Optional.of(
        new SessionKey(
            id, timeout, isOn(url.getValue("session_check")), isOn(url.getValue("close_session"))));
  }

  private static String checkedName(String name) {
    if (!SETTING_NAME.matcher(name).matches()) {
      throw ErrorCode.UNKNOWN_SETTING.exception("Unknown setting '" + name + "'");
    }
    return name;
  }

  private static boolean isOn(@Nullable String value) {
    return value != null && !value.isEmpty() && !value.equals("0") && !value.equals("false");
  }

  private static @Nullable String blankToNull(@Nullable String value) {
    return value == null || value.isBlank() ? null : value;
  }

  @SuppressWarnings("NullAway") // Null only where the fallback is null too.
  private static String firstOf(@Nullable String value, @Nullable String fallback) {
    return value != null ? value : fallback;
  }
}
