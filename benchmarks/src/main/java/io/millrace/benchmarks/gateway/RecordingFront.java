package io.millrace.benchmarks.gateway;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/**
 * Stands before ClickHouse and notes the SQL that comes, so that ClickHouse can be asked by itself
 * exactly what the gateway asks it.
 */
final class RecordingFront implements AutoCloseable {

  /** What the client sets itself. */
  private static final Set<String> OF_A_CONNECTION =
      Set.of("connection", "content-length", "host", "upgrade", "transfer-encoding", "expect");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Queue<String> statements = new ConcurrentLinkedQueue<>();
  private final HttpServer server;
  private final URI target;

  RecordingFront(URI target) throws IOException {
    this.target = target;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "recording-front");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", this::pass);
    server.start();
  }

  String jdbcUrl() {
    return "jdbc:clickhouse://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What has come since the last call. */
  List<String> taken() {
    List<String> taken = List.copyOf(statements);
    statements.clear();
    return taken;
  }

  private void pass(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    statements.add(new String(body, StandardCharsets.UTF_8));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.resolve(exchange.getRequestURI().toString()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    copy(exchange.getRequestHeaders(), request);
    try {
      HttpResponse<byte[]> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!OF_A_CONNECTION.contains(name)) {
                  exchange.getResponseHeaders().put(name, values);
                }
              });
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private static void copy(Headers headers, HttpRequest.Builder request) {
    headers.forEach(
        (name, values) -> {
          if (!OF_A_CONNECTION.contains(name.toLowerCase(java.util.Locale.ROOT))) {
            values.forEach(value -> request.header(name, value));
          }
        });
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
