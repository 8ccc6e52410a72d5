package io.millrace.postgres.embedded;

import io.millrace.runtime.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running PostgreSQL 17: real binaries, durable writes, logical decoding, SCRAM passwords, on
 * 127.0.0.1 only. It is a child of this process and ends with it, even when this one is killed.
 *
 * <pre>{@code
 * try (PostgresServer server = PostgresServer.start(PostgresOptions.in(folder))) {
 *   DriverManager.getConnection(
 *       server.jdbcUrl("postgres"), server.adminUser(), server.adminPassword());
 * }
 * }</pre>
 */
public final class PostgresServer implements AutoCloseable {

  /** The only address it listens on. */
  public static final String HOST = "127.0.0.1";

  private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);

  /** Crash recovery after a kill under load takes a while; a first start about 3 s. */
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

  /** After a SIGKILL the old backends hold the shared memory for a moment. */
  private static final int START_ATTEMPTS = 5;

  private final PostgresOptions options;
  private final ClusterFolder cluster;
  private final ChildProcess process;

  private PostgresServer(PostgresOptions options, ClusterFolder cluster, ChildProcess process) {
    this.options = options;
    this.cluster = cluster;
    this.process = process;
  }

  /**
   * Starts a server and waits until it answers a query. The cluster is created if there is none; a
   * server that a killed process left in the folder is stopped first.
   *
   * @throws PostgresException if it cannot run: folder in use, port taken, another password, …
   * @throws IOException if folders or files cannot be written
   */
  public static PostgresServer start(PostgresOptions wanted)
      throws IOException, InterruptedException {
    PostgresBinaries binaries = PostgresBinaries.unpacked();
    ClusterFolder cluster = ClusterFolder.own(wanted.dataFolder());
    try {
      cluster.stopOrphan();
      cluster.createIfAbsent(binaries, wanted);
      PostgresOptions options = wanted.port() == 0 ? wanted.withPort(freePort()) : wanted;
      long began = System.nanoTime();
      ChildProcess process = startReady(binaries, cluster, options);
      log.atInfo()
          .addKeyValue("port", options.port())
          .addKeyValue("milliseconds", (System.nanoTime() - began) / 1_000_000)
          .log("PostgreSQL is ready");
      return new PostgresServer(options, cluster, process);
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static ChildProcess startReady(
      PostgresBinaries binaries, ClusterFolder cluster, PostgresOptions options)
      throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      ChildProcess process = ChildProcess.start(spec(binaries, options));
      try {
        if (awaitReady(process, cluster, options)) {
          return process;
        }
        String output = process.output();
        if (attempt == START_ATTEMPTS || !output.contains("pre-existing shared memory")) {
          throw new PostgresException(
              "PostgreSQL did not start on port "
                  + options.port()
                  + " with "
                  + options.dataFolder()
                  + ": "
                  + output
                  + UserNamespace.remedy());
        }
        TimeUnit.SECONDS.sleep(attempt);
      } catch (IOException | InterruptedException | RuntimeException e) {
        process.close();
        throw e;
      }
    }
  }

  private static ChildProcess.Spec spec(PostgresBinaries binaries, PostgresOptions options)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", superviseScript(), "postgres"));
    command.addAll(UserNamespace.prefix());
    command.addAll(
        List.of(
            binaries.program("postgres"),
            "-D",
            options.dataFolder().toString(),
            "-p",
            Integer.toString(options.port())));
    options.effectiveSettings().forEach((k, v) -> command.addAll(List.of("-c", k + "=" + v)));
    return new ChildProcess.Spec(
        "postgres",
        command,
        Map.of("LC_ALL", "C"),
        Objects.requireNonNull(options.dataFolder().getParent()),
        options.logFile());
  }

  private static String superviseScript() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(PostgresServer.class.getResourceAsStream("supervise.sh"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Waits for a query's answer; false if the process ended instead. */
  private static boolean awaitReady(
      ChildProcess process, ClusterFolder cluster, PostgresOptions options)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!process.endsWithin(Duration.ofMillis(50))) {
      if (cluster.isReady() && answers(options)) {
        return true;
      }
      if (System.nanoTime() > deadline) {
        throw new PostgresException(
            "PostgreSQL did not accept connections within "
                + START_LIMIT.toSeconds()
                + " s; see "
                + options.logFile());
      }
    }
    return false;
  }

  private static boolean answers(PostgresOptions options) {
    Properties properties = new Properties();
    properties.setProperty("user", options.adminUser());
    properties.setProperty("password", options.adminPassword());
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "10");
    try (Connection connection =
            DriverManager.getConnection(url(options.port(), "postgres"), properties);
        Statement statement = connection.createStatement()) {
      return statement.execute("SELECT 1");
    } catch (SQLException e) {
      if (Objects.equals(e.getSQLState(), "28P01")) {
        throw new PostgresException(
            "the cluster in "
                + options.dataFolder()
                + " was created with another user or password than "
                + options.adminUser()
                + "'s given one: use that, or delete the folder to begin anew",
            e);
      }
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String url(int port, String database) {
    return "jdbc:postgresql://" + HOST + ":" + port + "/" + database;
  }

  /**
   * How it runs, with the port it really has: starting these again gives the same server on the
   * same port.
   */
  public PostgresOptions options() {
    return options;
  }

  /** {@value #HOST}. */
  public String host() {
    return HOST;
  }

  /** The port it listens on. */
  public int port() {
    return options.port();
  }

  /** The superuser. */
  public String adminUser() {
    return options.adminUser();
  }

  /** The superuser's password. */
  public String adminPassword() {
    return options.adminPassword();
  }

  /** The URL of one of its databases; {@code postgres} always exists. */
  public String jdbcUrl(String database) {
    return url(options.port(), database);
  }

  /** The process that supervises it: it lives exactly as long as the server. */
  public ChildProcess process() {
    return process;
  }

  /** The server's own process, absent once it has ended. */
  public Optional<ProcessHandle> postmaster() throws IOException {
    return cluster.postmaster();
  }

  /**
   * Fast shutdown: sessions are ended, their open transactions rolled back, a checkpoint written.
   */
  public void stop() throws IOException, InterruptedException {
    if (!process.stop(STOP_LIMIT)) {
      killPostmaster();
    }
    cluster.close();
  }

  /** Ends it as a power cut would (SIGKILL); the next start recovers from the log. */
  public void kill() throws IOException, InterruptedException {
    killPostmaster();
    process.stop(STOP_LIMIT);
    cluster.close();
  }

  private void killPostmaster() throws IOException, InterruptedException {
    Optional<ProcessHandle> server = cluster.postmaster();
    if (server.isPresent()) {
      server.get().destroyForcibly();
      ClusterFolder.awaitEnd(server.get(), STOP_LIMIT);
    }
  }

  /** {@link #stop()}. */
  @Override
  public void close() {
    try {
      stop();
    } catch (IOException e) {
      throw new PostgresException("cannot release " + options.dataFolder(), e);
    } catch (InterruptedException e) {
      process.close();
      Thread.currentThread().interrupt();
    }
  }
}
