package io.millrace.clickhouse.embedded;

import io.millrace.clickhouse.embedded.library.EngineLibrary;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Describes a {@link ClickHouseProcess}; every part but the data directory has a default. */
public final class ClickHouseProcessBuilder {

  final Path dataDirectory;
  int port;
  String user = EmbeddedClickHouseConfig.DEFAULT_USER;
  String password = "millrace";
  String maxMemory = EmbeddedClickHouseConfig.DEFAULT_MAX_MEMORY;
  List<String> javaOptions = List.of();
  private @Nullable Path logFile;
  private Duration startTimeout = Duration.ofSeconds(60);
  private EngineLibrary.Progress progress = EngineLibrary.Progress.NONE;

  ClickHouseProcessBuilder(Path dataDirectory) {
    this.dataDirectory = dataDirectory.toAbsolutePath();
  }

  /** The port to listen on; 0, the default, picks a free one. */
  public ClickHouseProcessBuilder port(int wanted) {
    port = wanted;
    return this;
  }

  /** The one user, by default {@code millrace} with the password {@code millrace}. */
  public ClickHouseProcessBuilder credentials(String wantedUser, String wantedPassword) {
    user = wantedUser;
    password = wantedPassword;
    return this;
  }

  /** What the whole process may use: bytes, or as {@code 1200MiB}, which is the default. */
  public ClickHouseProcessBuilder maxMemory(String wanted) {
    maxMemory = String.valueOf(MemorySize.parse(wanted).bytes());
    return this;
  }

  /** More options for the child's JVM. */
  public ClickHouseProcessBuilder javaOptions(String... wanted) {
    javaOptions = List.of(wanted);
    return this;
  }

  /** What the child's output is appended to; by default {@code clickhouse.log} beside the data. */
  public ClickHouseProcessBuilder logFile(Path wanted) {
    logFile = wanted.toAbsolutePath();
    return this;
  }

  /** How long the child may take to answer, by default 60 s; fetching the engine is not counted. */
  public ClickHouseProcessBuilder startTimeout(Duration wanted) {
    startTimeout = wanted;
    return this;
  }

  /** Is told how far fetching the engine is, on first use on this machine. */
  public ClickHouseProcessBuilder progress(EngineLibrary.Progress wanted) {
    progress = wanted;
    return this;
  }

  Path logFile() {
    return logFile == null ? dataDirectory.resolve("clickhouse.log") : logFile;
  }

  /**
   * Fetches the engine if need be, starts the child, and waits until it answers.
   *
   * @throws io.millrace.clickhouse.embedded.library.EngineUnavailableException if the engine is not
   *     to be had on this machine
   * @throws ClickHouseStartException if the child does not come up
   */
  public ClickHouseProcess start() {
    Path library = EngineLibrary.of(System.getenv()).locate(progress);
    try {
      if (port == 0) {
        port = freePort();
      }
      ClickHouseProcess started =
          new ClickHouseProcess(ClickHouseProcess.launch(this, library), this);
      started.awaitReady(startTimeout);
      return started;
    } catch (IOException e) {
      throw new ClickHouseStartException(
          "ClickHouse cannot be started in " + dataDirectory + ": " + e.getMessage(), e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
