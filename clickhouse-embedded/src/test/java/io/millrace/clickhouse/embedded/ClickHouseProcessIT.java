package io.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of the process: start, stop, death, and what remains of the data. */
class ClickHouseProcessIT {

  @TempDir Path folder;

  @BeforeAll
  static void needsTheEngine() {
    RunningClickHouse.assumeEngineRuns();
  }

  private ClickHouseProcessBuilder inFolder() {
    return ClickHouseProcess.in(folder.resolve("data"));
  }

  private static Connection connect(ClickHouseProcess process) throws SQLException {
    return DriverManager.getConnection(process.jdbcUrl(), process.user(), process.password());
  }

  private static void execute(ClickHouseProcess process, String... statements) throws SQLException {
    try (Connection connection = connect(process);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String value(ClickHouseProcess process, String sql) throws SQLException {
    try (Connection connection = connect(process);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void stopsInOrderFreesThePortAndGoesOnWithTheData() throws Exception {
    int port;
    try (ClickHouseProcess first = inFolder().start()) {
      port = first.port();
      execute(
          first,
          "CREATE DATABASE kept",
          "CREATE TABLE kept.t (a UInt32) ENGINE = MergeTree ORDER BY a",
          "INSERT INTO kept.t VALUES (1), (2), (3)");
      assertThat(first.stop()).isZero();
      assertThat(first.isAlive()).isFalse();
    }
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    try (ClickHouseProcess second = inFolder().port(port).start()) {
      assertThat(second.port()).isEqualTo(port);
      assertThat(value(second, "SELECT sum(a) FROM kept.t")).isEqualTo("6");
      assertThat(value(second, "SELECT timezone()")).isEqualTo("UTC");
    }
  }

  @Test
  void keepsEveryAcknowledgedBatchWhenKilledUnderInsertLoad() throws Exception {
    AtomicLong acknowledged = new AtomicLong();
    int batch = 500;
    try (ClickHouseProcess first = inFolder().start()) {
      execute(
          first,
          "CREATE DATABASE load",
          "CREATE TABLE load.t (batch UInt64, row UInt32) ENGINE = MergeTree ORDER BY batch");
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(() -> insertUntilItFails(first, batch, acknowledged));
      await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.get() >= 40);
      assertThat(first.kill()).isEqualTo(137);
      writer.join();
    }
    try (ClickHouseProcess second = inFolder().start()) {
      List<Long> incomplete = new ArrayList<>();
      try (Connection connection = connect(second);
          Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery("SELECT batch, count() FROM load.t GROUP BY batch")) {
        while (rows.next()) {
          if (rows.getLong(2) != batch) {
            incomplete.add(rows.getLong(1));
          }
        }
      }
      assertThat(incomplete).isEmpty();
      // One batch may have been stored without its acknowledgement.
      assertThat(Long.parseLong(value(second, "SELECT uniqExact(batch) FROM load.t")))
          .isBetween(acknowledged.get(), acknowledged.get() + 1);
    }
  }

  private static void insertUntilItFails(
      ClickHouseProcess process, int batch, AtomicLong acknowledged) {
    try (Connection connection = connect(process)) {
      for (long number = 0; ; number++) {
        try (PreparedStatement insert =
            connection.prepareStatement("INSERT INTO load.t VALUES (?, ?)")) {
          for (int row = 0; row < batch; row++) {
            insert.setLong(1, number);
            insert.setInt(2, row);
            insert.addBatch();
          }
          insert.executeBatch();
          acknowledged.incrementAndGet();
        }
      }
    } catch (SQLException e) {
      // The process is dead: that is the end of the load.
    }
  }

  @Test
  void stopsWhileAQueryIsAtWork() throws Exception {
    try (ClickHouseProcess process = inFolder().start()) {
      CompletableFuture<String> query =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return value(
                      process,
                      "SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))");
                } catch (SQLException e) {
                  return "failed";
                }
              });
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> value(process, "SELECT count() FROM system.processes").equals("2"));
      assertThat(process.stop()).isZero();
      assertThat(query.join()).isEqualTo("failed");
    }
  }

  @Test
  void refusesASecondProcessOnTheSameData() {
    try (ClickHouseProcess first = inFolder().start()) {
      assertThatThrownBy(() -> inFolder().logFile(folder.resolve("second.log")).start())
          .isInstanceOf(ClickHouseStartException.class)
          .hasMessageContaining("is in use by process " + first.pid())
          .hasMessageContaining(folder.resolve("data").toString())
          .hasMessageContaining("MILLRACE_CLICKHOUSE_DATA_DIR");
      assertThat(first.isReady()).isTrue();
    }
  }

  @Test
  void namesATakenPort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () ->
                  inFolder()
                      .port(taken.getLocalPort())
                      .startTimeout(Duration.ofSeconds(30))
                      .start())
          .isInstanceOf(ClickHouseStartException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("MILLRACE_CLICKHOUSE_PORT");
    }
  }

  @Test
  void endsWhenItsSupervisorDies() throws Exception {
    Path log = folder.resolve("supervisor.log");
    Process supervisor =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Supervisor.class.getName(),
                folder.resolve("data").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !supervisor.isAlive() || Supervisor.childOf(log).isPresent());
      ProcessHandle child = Supervisor.childOf(log).orElseThrow();
      supervisor.destroyForcibly().waitFor();
      await().atMost(Duration.ofSeconds(30)).until(() -> !child.isAlive());
    } finally {
      supervisor.destroyForcibly();
    }
  }

  @Test
  void takesAnyUserAndPassword() throws Exception {
    try (ClickHouseProcess process = inFolder().credentials("reader", "s3cr\"et'").start()) {
      assertThat(value(process, "SELECT 1")).isEqualTo("1");
      assertThat(process.user()).isEqualTo("reader");
    }
  }

  @Test
  void wrongSettingsAreOneLineAndExitCode2() throws Exception {
    assertThat(runMain(Map.of())).containsExactly("2", passwordMissing());
    assertThat(runMain(Map.of("MILLRACE_CLICKHOUSE_PASSWORD", "x"))).element(0).isEqualTo("2");
    assertThat(
            runMain(
                Map.of(
                    "MILLRACE_CLICKHOUSE_PASSWORD",
                    "x",
                    "MILLRACE_CLICKHOUSE_DATA_DIR",
                    folder.toString(),
                    "MILLRACE_CLICKHOUSE_MAX_MEMORY",
                    "12 parsecs")))
        .containsExactly(
            "2",
            "MILLRACE_CLICKHOUSE_MAX_MEMORY is 12 parsecs; allowed: bytes, or a number with KiB,"
                + " MiB or GiB, at least 256MiB");
    List<String> remote =
        runMain(
            Map.of(
                "MILLRACE_CLICKHOUSE_PASSWORD",
                "x",
                "MILLRACE_CLICKHOUSE_DATA_DIR",
                folder.toString(),
                "MILLRACE_HTTP_HOST",
                "0.0.0.0"));
    assertThat(remote).hasSize(2);
    assertThat(remote.get(0)).isEqualTo("2");
    assertThat(remote.get(1))
        .startsWith("MILLRACE_HTTP_HOST is 0.0.0.0; allowed: a loopback address")
        .contains("MILLRACE_CLICKHOUSE_ALLOW_REMOTE=true");
  }

  private static String passwordMissing() {
    return "MILLRACE_CLICKHOUSE_PASSWORD is (not set); allowed: a secret, here or in"
        + " MILLRACE_CLICKHOUSE_PASSWORD_FILE";
  }

  /** Exit code, then the lines on standard error. */
  private static List<String> runMain(Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            EmbeddedClickHouse.class.getName());
    builder.environment().keySet().removeIf(key -> key.startsWith("MILLRACE_CLICKHOUSE"));
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    List<String> result = new ArrayList<>();
    List<String> errors = new String(process.getErrorStream().readAllBytes()).lines().toList();
    result.add(String.valueOf(process.waitFor()));
    result.addAll(errors);
    return result;
  }
}
