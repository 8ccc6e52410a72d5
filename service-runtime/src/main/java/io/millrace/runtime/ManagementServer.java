package io.millrace.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process's own window: {@code /health} as JSON and {@code /metrics} for Prometheus.
 *
 * <p>{@code /health} answers 200 when every check is up and 503 otherwise, also before the first
 * check is added; each check carries the instant since which it has been in its present state.
 */
public final class ManagementServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService executor;
  private final JvmGcMetrics gcMetrics = new JvmGcMetrics();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, HealthCheck> checks = new ConcurrentSkipListMap<>();
  private final Map<String, State> states = new ConcurrentHashMap<>();

  private record State(boolean up, Instant since) {}

  private ManagementServer(HttpServer server) {
    this.server = server;
    this.executor =
        Executors.newFixedThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task, "management");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(executor);
    new JvmMemoryMetrics().bindTo(registry);
    gcMetrics.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    server.createContext("/health", this::health);
    server.createContext("/metrics", this::metrics);
  }

  /**
   * Starts to answer at once; checks may be added later.
   *
   * @param portKey the setting that holds the port, such as {@code MILLRACE_BRIDGE_HTTP_PORT}; the
   *     address is {@code MILLRACE_HTTP_HOST}, 127.0.0.1 by default
   * @param defaultPort the port without that setting
   * @throws InvalidSettingException if the port is taken or cannot be bound
   */
  public static ManagementServer start(Settings settings, String portKey, int defaultPort) {
    int port = settings.port(portKey, defaultPort);
    String host = settings.text("MILLRACE_HTTP_HOST", "127.0.0.1");
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 16);
      ManagementServer management = new ManagementServer(server);
      server.start();
      return management;
    } catch (BindException e) {
      throw new InvalidSettingException(portKey, port + " (taken on " + host + ")", "a free port");
    } catch (IOException e) {
      throw new InvalidSettingException(portKey, host + ":" + port + " (" + e + ")", "a free port");
    }
  }

  /** Where this process's meters are registered. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Adds a check, or replaces the one of that name. */
  public void addCheck(String name, HealthCheck check) {
    checks.put(name, check);
  }

  /** Answers a path and all below it with pages of the process's own. */
  public void addHandler(String path, HttpHandler handler) {
    server.createContext(path, handler);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
    gcMetrics.close();
    registry.close();
  }

  private void health(HttpExchange exchange) throws IOException {
    // A process that has not yet said what must be well is still starting.
    boolean allUp = !checks.isEmpty();
    List<String> entries = new ArrayList<>();
    for (Map.Entry<String, HealthCheck> entry : checks.entrySet()) {
      HealthCheck.Verdict verdict = verdict(entry.getValue());
      allUp &= verdict.up();
      State state =
          states.compute(
              entry.getKey(),
              (name, before) ->
                  before != null && before.up() == verdict.up()
                      ? before
                      : new State(verdict.up(), Instant.now()));
      entries.add(
          "{\"name\":%s,\"status\":%s,\"since\":%s,\"detail\":%s}"
              .formatted(
                  quote(entry.getKey()),
                  quote(word(verdict.up())),
                  quote(state.since().toString()),
                  quote(verdict.detail())));
    }
    String body =
        "{\"status\":%s,\"checks\":[%s]}\n"
            .formatted(quote(word(allUp)), String.join(",", entries));
    answer(exchange, allUp ? 200 : 503, "application/json", body);
  }

  private static HealthCheck.Verdict verdict(HealthCheck check) {
    try {
      return check.check();
    } catch (RuntimeException e) {
      return HealthCheck.Verdict.down(e.toString());
    }
  }

  private void metrics(HttpExchange exchange) throws IOException {
    answer(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String word(boolean up) {
    return up ? "UP" : "DOWN";
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        default -> {
          if (c < 0x20) {
            quoted.append("\\u%04x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
