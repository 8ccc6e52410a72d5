package io.millrace.simulator.flights.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Answers as OpenSky does: statuses, headers and bodies, in the order given. */
final class OpenSkyServer implements AutoCloseable {

  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  final Deque<Answer> answers = new ConcurrentLinkedDeque<>();
  final Deque<Answer> tokenAnswers = new ConcurrentLinkedDeque<>();
  final List<String> questions = new CopyOnWriteArrayList<>();
  final List<String> tokenQuestions = new CopyOnWriteArrayList<>();
  final List<Long> questionNanos = new CopyOnWriteArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  volatile @Nullable String validToken;

  OpenSkyServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/api/states/all", this::states);
    server.createContext("/token", this::token);
    server.start();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  static Answer snapshot(long time) {
    return snapshot(time, "4000");
  }

  static Answer snapshot(long time, String remaining) {
    return exchange -> {
      exchange.getResponseHeaders().add("X-Rate-Limit-Remaining", remaining);
      send(
          exchange,
          200,
          "{\"time\":%d,\"states\":[[\"4b1815\",\"SWR252  \",\"Switzerland\",%d,%d,8.5,47.4,1000,false,100,90,0,null,1010,\"1000\",false,0]]}"
              .formatted(time, time, time));
    };
  }

  static Answer status(int status) {
    return exchange -> send(exchange, status, "");
  }

  static Answer usedUp(String seconds) {
    return exchange -> {
      exchange.getResponseHeaders().add("X-Rate-Limit-Retry-After-Seconds", seconds);
      send(exchange, 429, "Too many requests");
    };
  }

  static Answer body(String body) {
    return exchange -> send(exchange, 200, body);
  }

  static Answer body(byte[] body) {
    return exchange -> send(exchange, 200, body);
  }

  /** Headers and half a body, and then nothing more. */
  static Answer stalled() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 1_000);
      exchange.getResponseBody().write("{\"time\":1".getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
    };
  }

  static void send(HttpExchange exchange, int status, String body) throws IOException {
    send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  static void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void states(HttpExchange exchange) throws IOException {
    questionNanos.add(System.nanoTime());
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    questions.add(exchange.getRequestURI().getQuery() + " " + authorization);
    if (validToken != null && !("Bearer " + validToken).equals(authorization)) {
      send(exchange, 401, "");
      return;
    }
    Answer answer = answers.poll();
    (answer == null ? status(500) : answer).to(exchange);
  }

  private void token(HttpExchange exchange) throws IOException {
    tokenQuestions.add(
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Answer answer = tokenAnswers.poll();
    if (answer != null) {
      answer.to(exchange);
      return;
    }
    String token = "token-" + tokens.incrementAndGet();
    if (validToken != null) {
      validToken = token;
    }
    send(
        exchange,
        200,
        "{\"access_token\":\"" + token + "\",\"expires_in\":1800,\"token_type\":\"Bearer\"}");
  }
}
