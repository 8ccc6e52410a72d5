package io.millrace.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.bridge.source.PostgresProbe;
import io.millrace.bridge.source.SourceException;
import io.millrace.bridge.source.SourceSupervisor;
import java.io.IOException;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What each source is doing, for programs and people, and the requests that change it.
 *
 * <p>{@code GET /sources} lists them; {@code POST /sources/<name>/pause}, {@code …/resume} and
 * {@code …/snapshot?tables=schema.table,…} need {@code Authorization: Bearer <admin key>}.
 */
final class SourcesHandler implements HttpHandler {

  static final String PATH = "/sources";

  private static final List<String> ACTIONS = List.of("pause", "resume", "snapshot");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Entry> sources;
  private final Optional<String> adminKey;
  private final SourceReport report;

  /** A source with what watches its server. */
  record Entry(SourceDefinition definition, SourceSupervisor source, PostgresProbe probe) {}

  /** An answer that is not the one asked for. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    Refusal(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  /**
   * @param sources by database
   */
  SourcesHandler(Map<String, Entry> sources, Optional<String> adminKey, MeterRegistry meters) {
    this.sources = new TreeMap<>(sources);
    this.adminKey = adminKey;
    this.report = new SourceReport(meters);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    int status = 200;
    ObjectNode body = JSON.createObjectNode();
    try {
      String below = exchange.getRequestURI().getPath().substring(PATH.length());
      if (below.isEmpty() || below.equals("/")) {
        requireMethod(exchange, "GET");
        ArrayNode list = body.putArray("sources");
        sources.forEach((name, entry) -> report.describe(name, entry, list.addObject()));
      } else {
        status = act(exchange, below.substring(1).split("/", -1), body);
      }
    } catch (Refusal e) {
      status = e.status;
      body.put("error", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      status = 503;
      body.put("error", "the bridge is stopping");
    }
    byte[] bytes = JSON.writeValueAsBytes(body);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private int act(HttpExchange exchange, String[] path, ObjectNode body)
      throws Refusal, InterruptedException {
    Entry entry = sources.get(path[0]);
    if (entry == null) {
      throw new Refusal(404, "there is no source " + path[0] + "; there are " + sources.keySet());
    }
    String action = path.length == 2 ? path[1] : "";
    if (!ACTIONS.contains(action)) {
      throw new Refusal(
          404, "there is no such page; POST " + PATH + "/" + path[0] + "/ and one of " + ACTIONS);
    }
    requireMethod(exchange, "POST");
    requireKey(exchange);
    int status = 200;
    switch (action) {
      // An engine that is still starting ends some seconds later.
      case "pause" -> status = entry.source().pause() ? 200 : 202;
      case "resume" -> entry.source().resume();
      default -> {
        body.put("request", snapshot(entry, exchange.getRequestURI().getQuery()));
        status = 202;
      }
    }
    report.describe(path[0], entry, body);
    return status;
  }

  private static String snapshot(Entry entry, @Nullable String query) throws Refusal {
    List<TableName> tables = entry.definition().tables();
    if (query != null) {
      List<TableName> wanted = new ArrayList<>();
      for (String text : query.replaceFirst("^tables=", "").split(",", -1)) {
        Optional<TableName> named = TableName.parse(text);
        if (named.filter(entry.definition().outboxes()::contains).isPresent()) {
          throw new Refusal(
              409,
              named.get()
                  + " is an outbox: its rows are messages, and reading them again would send each a"
                  + " second time");
        }
        wanted.add(
            named
                .filter(entry.definition().tables()::contains)
                .orElseThrow(
                    () ->
                        new Refusal(
                            400,
                            "tables is "
                                + query
                                + "; allowed: tables= and some of "
                                + entry.definition().tables())));
      }
      tables = wanted;
    }
    try {
      return entry.source().snapshot(tables);
    } catch (SourceException e) {
      throw new Refusal(409, String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      throw new Refusal(503, "the server did not take the request: " + e.getMessage());
    }
  }

  private static void requireMethod(HttpExchange exchange, String method) throws Refusal {
    if (!exchange.getRequestMethod().equals(method)) {
      throw new Refusal(405, exchange.getRequestMethod() + " is not allowed; use " + method);
    }
  }

  private void requireKey(HttpExchange exchange) throws Refusal {
    if (adminKey.isEmpty()) {
      throw new Refusal(
          403, "nothing may be changed: the bridge was started without MILLRACE_BRIDGE_ADMIN_KEY");
    }
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    byte[] expected = ("Bearer " + adminKey.get()).getBytes(UTF_8);
    if (given == null || !MessageDigest.isEqual(given.getBytes(UTF_8), expected)) {
      throw new Refusal(401, "send Authorization: Bearer and the admin key");
    }
  }
}
