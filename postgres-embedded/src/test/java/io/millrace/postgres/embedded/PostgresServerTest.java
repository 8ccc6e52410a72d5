package io.millrace.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.runtime.ChildProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {

  @TempDir Path folder;

  @Test
  void writesDurablyAndDecodesLogically() throws Exception {
    try (PostgresServer server = PostgresServer.start(PostgresOptions.in(folder))) {
      assertThat(query(server, "SHOW fsync")).isEqualTo("on");
      assertThat(query(server, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(query(server, "SHOW wal_level")).isEqualTo("logical");
      assertThat(query(server, "SHOW max_slot_wal_keep_size")).isEqualTo("-1");
      assertThat(query(server, "SHOW server_encoding")).isEqualTo("UTF8");
      assertThat(query(server, "SHOW data_checksums")).isEqualTo("on");
      assertThat(query(server, "SHOW server_version")).startsWith("17.");
      execute(server, "SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
      assertThat(query(server, "SELECT plugin FROM pg_replication_slots")).isEqualTo("pgoutput");
    }
  }

  @Test
  void refusesAWrongPasswordAndNoPassword() throws Exception {
    try (PostgresServer server = PostgresServer.start(PostgresOptions.in(folder))) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(server.jdbcUrl("postgres"), "postgres", "wrong"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
      assertThatThrownBy(
              () -> DriverManager.getConnection(server.jdbcUrl("postgres") + "?user=postgres"))
          .isInstanceOf(SQLException.class);
      assertThat(
              query(server, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"))
          .isEqualTo("scram-sha-256");
    }
  }

  @Test
  void listensOnThisMachineOnly() throws Exception {
    PostgresOptions options = PostgresOptions.in(folder).withSetting("listen_addresses", "0.0.0.0");
    try (PostgresServer server = PostgresServer.start(options)) {
      assertThat(query(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(query(server, "SHOW unix_socket_directories")).isEmpty();
    }
  }

  @Test
  void keepsDataOverAStopAndFreesItsPort() throws Exception {
    PostgresServer first = PostgresServer.start(PostgresOptions.in(folder));
    execute(first, "CREATE TABLE t AS SELECT generate_series(1, 1000) AS n");
    first.stop();

    try (ServerSocket socket =
        new ServerSocket(first.port(), 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(socket.isBound()).isTrue();
    }
    try (PostgresServer second = PostgresServer.start(first.options())) {
      assertThat(second.port()).isEqualTo(first.port());
      assertThat(query(second, "SELECT count(*) FROM t")).isEqualTo("1000");
    }
  }

  @Test
  void keepsEveryCommittedRowOverAKill() throws Exception {
    PostgresServer first = PostgresServer.start(PostgresOptions.in(folder));
    execute(first, "CREATE TABLE t (n int)");
    for (int n = 0; n < 50; n++) {
      execute(first, "INSERT INTO t VALUES (" + n + ")");
    }
    first.kill();
    assertThat(first.process().isAlive()).isFalse();

    try (PostgresServer second = PostgresServer.start(first.options())) {
      assertThat(query(second, "SELECT count(*) FROM t")).isEqualTo("50");
    }
  }

  @Test
  void endsWhenItsSupervisorIsKilled() throws Exception {
    ChildProcess supervisor = supervisor(folder.resolve("supervisor.log"));
    Path pidFile = folder.resolve("pid");
    await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(pidFile));
    long pid = Long.parseLong(Files.readString(pidFile));
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();

    supervisor.kill();

    await().atMost(Duration.ofSeconds(20)).until(() -> !postmaster.isAlive());
    assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
  }

  @Test
  void stopsAnOrphanBeforeItStarts() throws Exception {
    PostgresOptions options = PostgresOptions.in(folder);
    PostgresServer created = PostgresServer.start(options);
    created.stop();
    Process orphan = startUnsupervised(created.options());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.exists(folder.resolve("data/postmaster.pid")));

    try (PostgresServer server = PostgresServer.start(created.options())) {
      assertThat(orphan.isAlive()).isFalse();
      assertThat(server.postmaster().orElseThrow().pid()).isNotEqualTo(orphan.pid());
      assertThat(query(server, "SELECT 1")).isEqualTo("1");
    } finally {
      orphan.destroyForcibly();
    }
  }

  @Test
  void refusesAFolderThatIsInUse() throws Exception {
    PostgresOptions options = PostgresOptions.in(folder);
    try (PostgresServer server = PostgresServer.start(options)) {
      assertThat(server.process().isAlive()).isTrue();
      assertThatThrownBy(() -> PostgresServer.start(options))
          .isInstanceOf(PostgresException.class)
          .hasMessageContaining(options.dataFolder().toString())
          .hasMessageContaining("in use by another running process");
    }
  }

  @Test
  void namesTheFolderWhenItsPasswordIsAnother() throws Exception {
    PostgresOptions options = PostgresOptions.in(folder);
    PostgresServer.start(options).close();

    assertThatThrownBy(() -> PostgresServer.start(options.withAdmin("postgres", "another")))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("was created with another user or password");
  }

  @Test
  void showsWhatPostgresSaysOfATakenPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      PostgresOptions options = PostgresOptions.in(folder).withPort(taken.getLocalPort());

      assertThatThrownBy(() -> PostgresServer.start(options))
          .isInstanceOf(PostgresException.class)
          .hasMessageContaining("did not start on port " + taken.getLocalPort())
          .hasMessageContaining("Address already in use");
    }
  }

  @Test
  void unpacksTheProgramsIntoTheCacheOfTheEnvironment() throws Exception {
    assertThat(
            PostgresBinaries.cacheFolder(
                Map.of("MILLRACE_CACHE_DIR", "/a", "XDG_CACHE_HOME", "/b")))
        .isEqualTo(Path.of("/a"));
    assertThat(PostgresBinaries.cacheFolder(Map.of("XDG_CACHE_HOME", "/b")))
        .isEqualTo(Path.of("/b/millrace"));

    PostgresBinaries binaries = PostgresBinaries.unpackedIn(folder);

    assertThat(Path.of(binaries.program("postgres"))).isExecutable();
    try (var entries = Files.list(folder)) {
      assertThat(entries.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("postgresql-17.11.0", "postgresql-17.11.0.lock");
    }
  }

  private ChildProcess supervisor(Path log) throws Exception {
    return ChildProcess.start(
        ChildProcess.Spec.java(
            "supervisor",
            SupervisorMain.class.getName(),
            System.getProperty("java.class.path"),
            List.of("-Xmx64m"),
            Map.of(),
            folder,
            log));
  }

  /** Starts a server, writes the postmaster's process id, and waits for ever. */
  static final class SupervisorMain {
    public static void main(String[] args) throws Exception {
      PostgresServer server = PostgresServer.start(PostgresOptions.in(Path.of("")));
      Path unfinished =
          Files.writeString(
              Path.of("pid.new"), Long.toString(server.postmaster().orElseThrow().pid()));
      Files.move(unfinished, Path.of("pid"));
      server.process().onExit().get();
    }
  }

  private static Process startUnsupervised(PostgresOptions options) throws Exception {
    List<String> command = new java.util.ArrayList<>(UserNamespace.prefix());
    command.addAll(
        List.of(
            PostgresBinaries.unpacked().program("postgres"),
            "-D",
            options.dataFolder().toString(),
            "-p",
            Integer.toString(options.port()),
            "-c",
            "unix_socket_directories="));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(options.logFile().toFile())
        .start();
  }

  private static String query(PostgresServer server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }

  private static void execute(PostgresServer server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(PostgresServer server) throws SQLException {
    return DriverManager.getConnection(
        server.jdbcUrl("postgres"), server.adminUser(), server.adminPassword());
  }
}
