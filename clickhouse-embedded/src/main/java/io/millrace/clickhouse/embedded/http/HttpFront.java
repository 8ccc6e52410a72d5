package io.millrace.clickhouse.embedded.http;

import io.millrace.clickhouse.embedded.engine.Engine;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server in front of an engine. */
public final class HttpFront {

  private static final Logger log = LoggerFactory.getLogger(HttpFront.class);

  /** A query holds its thread; more than these wait in line. */
  private static final int MAX_THREADS = 80;

  /** The engine's parser and planner recurse deeper than Java's default stack of 1 MiB allows. */
  private static final long STACK_BYTES = 8L << 20;

  /** URL parameters hold settings, parameters and the query, as a server's 1 MiB allows. */
  private static final int MAX_HEAD_BYTES = 1 << 20;

  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

  /** What is left once no query runs: the last bytes of answers. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

  private final Server server;
  private final ServerConnector connector;
  private final QueryHandler handler;
  private final ConnectionPool pool;
  private final Sessions sessions;
  private final RunningQueries running;

  private HttpFront(HttpFrontConfig config, Engine engine) {
    pool = new ConnectionPool(engine);
    sessions = new Sessions(engine);
    running = new RunningQueries(engine);
    handler = new QueryHandler(engine, config.credentials(), pool, sessions, running);
    QueuedThreadPool threads =
        new QueuedThreadPool(
            MAX_THREADS,
            4,
            60_000,
            -1,
            null,
            null,
            task -> new Thread(null, task, "", STACK_BYTES));
    threads.setName("http");
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEAD_BYTES);
    // JDBC drivers put tabs and quotes into URLs; nothing here is routed by them.
    http.setUriCompliance(UriCompliance.UNSAFE);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    server.addConnector(connector);
    GracefulHandler graceful = new GracefulHandler(handler);
    server.setHandler(graceful);
    server.setStopTimeout(STOP_TIMEOUT.toMillis());
  }

  /**
   * Starts to listen.
   *
   * @throws IOException if the port is taken
   */
  public static HttpFront start(HttpFrontConfig config, Engine engine) throws IOException {
    HttpFront front = new HttpFront(config, engine);
    try {
      front.server.start();
      return front;
    } catch (Exception e) {
      front.running.close();
      front.pool.close();
      throw new IOException(
          "cannot listen on "
              + config.host()
              + ":"
              + config.port()
              + " ("
              + rootMessage(e)
              + "); free the port or set MILLRACE_CLICKHOUSE_PORT",
          e);
    }
  }

  private static String rootMessage(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** The port it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /**
   * Refuses new queries, lets those at work end for 5 s, kills the rest, and closes.
   *
   * @return whether every query has ended; otherwise the engine must not be touched any more
   */
  public boolean stop() {
    handler.refuseQueries();
    boolean ended = running.awaitNone(DRAIN_TIMEOUT);
    if (!ended) {
      running.killAll();
      ended = running.awaitNone(KILL_TIMEOUT);
    }
    running.close();
    try {
      server.stop();
    } catch (Exception e) {
      log.atWarn().setCause(e).log("the HTTP server did not stop in order");
    }
    if (ended) {
      sessions.close();
      pool.close();
    }
    return ended;
  }
}
