package io.millrace.clickhouse.embedded;

import io.millrace.clickhouse.embedded.library.EngineLibrary;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The embedded ClickHouse as a child process of this one.
 *
 * <pre>{@code
 * try (ClickHouseProcess clickHouse = ClickHouseProcess.in(folder).start()) {
 *   DriverManager.getConnection(
 *       clickHouse.jdbcUrl(), clickHouse.user(), clickHouse.password());
 * }
 * }</pre>
 *
 * <p>The child ends by itself when this process does. It needs nothing of the caller's class path;
 * this class loads none of it, so it works beside Spark and Quarkus.
 */
public final class ClickHouseProcess implements AutoCloseable {

  /** Overrides the child's class path, for installations laid out in another way. */
  public static final String CLASS_PATH_PROPERTY = "millrace.clickhouse-embedded.classpath";

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

  /** By name: loading it would need what only the child has. */
  private static final String MAIN_CLASS = "io.millrace.clickhouse.embedded.EmbeddedClickHouse";

  private final ChildProcess process;
  private final ClickHouseProcessBuilder settings;

  ClickHouseProcess(ChildProcess process, ClickHouseProcessBuilder settings) {
    this.process = process;
    this.settings = settings;
  }

  /**
   * Begins the description of a process.
   *
   * @param dataDirectory kept across restarts; created if absent
   */
  public static ClickHouseProcessBuilder in(Path dataDirectory) {
    return new ClickHouseProcessBuilder(dataDirectory);
  }

  /** The TCP port it listens on, at 127.0.0.1. */
  public int port() {
    return settings.port;
  }

  /** The user that may connect. */
  public String user() {
    return settings.user;
  }

  /** The user's password. */
  public String password() {
    return settings.password;
  }

  /** For {@code com.clickhouse:clickhouse-jdbc}, without database and user. */
  public String jdbcUrl() {
    return "jdbc:clickhouse://127.0.0.1:" + settings.port;
  }

  /** The root of the HTTP interface. */
  public URI httpUrl() {
    return URI.create("http://127.0.0.1:" + settings.port + "/");
  }

  /** What the process writes to. */
  public Path logFile() {
    return settings.logFile();
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Completes with the exit code when the process ends, for whatever reason. */
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Whether it answers now. */
  public boolean isReady() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) httpUrl().resolve("ping").toURL().openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(2_000);
      try {
        return connection.getResponseCode() == 200;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Ends it in order: queries at work get 5 seconds. Does nothing if it has ended.
   *
   * @return the exit code: 0, unless it had to be killed
   */
  public int stop() {
    try {
      process.stop(STOP_TIMEOUT);
    } catch (InterruptedException e) {
      process.close();
      Thread.currentThread().interrupt();
    }
    return exitCode();
  }

  /**
   * Ends it at once ({@code SIGKILL}), as a power cut would. Acknowledged data is kept.
   *
   * @return the exit code, 137
   */
  public int kill() {
    try {
      process.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return exitCode();
  }

  private int exitCode() {
    return process
        .exitCode()
        .orElseThrow(() -> new IllegalStateException("process " + pid() + " did not end"));
  }

  /** The same as {@link #stop()}. */
  @Override
  public void close() {
    stop();
  }

  void awaitReady(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!isReady() || !process.isAlive()) {
      if (endedWithin(POLL_INTERVAL)) {
        throw new ClickHouseStartException(
            "ClickHouse ended with exit code " + exitCode() + ": " + logEnd());
      }
      if (System.nanoTime() > deadline) {
        kill();
        throw new ClickHouseStartException(
            "ClickHouse did not answer on port "
                + settings.port
                + " within "
                + timeout.toSeconds()
                + " s: "
                + logEnd());
      }
    }
  }

  private boolean endedWithin(Duration time) {
    try {
      process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      process.close();
      Thread.currentThread().interrupt();
      throw new ClickHouseStartException("the start of ClickHouse was interrupted");
    }
  }

  private String logEnd() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(settings.logFile()), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      return String.join(" / ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    } catch (IOException e) {
      return "(no log at " + settings.logFile() + ")";
    }
  }

  static ChildProcess launch(ClickHouseProcessBuilder settings, Path library) throws IOException {
    Path run = Files.createDirectories(settings.dataDirectory.resolve("run"));
    Path home = Files.createDirectories(run.resolve("home"));
    Path temporary = Files.createDirectories(run.resolve("tmp"));
    List<String> jvmOptions = new ArrayList<>();
    jvmOptions.addAll(
        List.of(
            "-Xmx256m",
            "-XX:MaxDirectMemorySize=128m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djna.tmpdir=" + temporary,
            "-Djava.io.tmpdir=" + temporary,
            "-XX:ErrorFile=" + run.resolve("hs_err_%p.log")));
    jvmOptions.addAll(settings.javaOptions);
    // The engine reads its working folder and HOME, and takes its time zone from TZ.
    Map<String, String> environment =
        Map.ofEntries(
            Map.entry("TZ", "UTC"),
            // The JVM's own native memory; the engine has an allocator of its own.
            Map.entry("MALLOC_ARENA_MAX", "2"),
            Map.entry("HOME", home.toString()),
            Map.entry(EngineLibrary.OVERRIDE, library.toString()),
            Map.entry(EmbeddedClickHouseConfig.HOST, "127.0.0.1"),
            Map.entry(EmbeddedClickHouseConfig.ALLOW_REMOTE, "false"),
            Map.entry(EmbeddedClickHouseConfig.PORT, String.valueOf(settings.port)),
            Map.entry(EmbeddedClickHouseConfig.DATA_DIR, settings.dataDirectory.toString()),
            Map.entry(EmbeddedClickHouseConfig.USER, settings.user),
            Map.entry(EmbeddedClickHouseConfig.PASSWORD, settings.password),
            // This process may name a file of its own, which would win.
            Map.entry(EmbeddedClickHouseConfig.PASSWORD + "_FILE", ""),
            Map.entry(EmbeddedClickHouseConfig.MAX_MEMORY, settings.maxMemory));
    return ChildProcess.start(
        ChildProcess.Spec.java(
            "clickhouse",
            MAIN_CLASS,
            classPath(),
            jvmOptions,
            environment,
            Files.createDirectories(run.resolve("empty")),
            settings.logFile()));
  }

  /** This module's own, and nothing of the caller's, whose versions of libraries may differ. */
  private static String classPath() {
    String property = System.getProperty(CLASS_PATH_PROPERTY);
    return property != null && !property.isBlank()
        ? property
        : ModuleClasspath.of("clickhouse-embedded");
  }
}
