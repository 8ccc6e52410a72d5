package io.millrace.benchmarks.capture;

import io.millrace.kafka.embedded.KafkaOptions;
import io.millrace.kafka.embedded.KafkaProcess;
import io.millrace.model.Domain;
import io.millrace.postgres.PostgresInit;
import io.millrace.postgres.embedded.PostgresOptions;
import io.millrace.postgres.embedded.PostgresServer;
import io.millrace.runtime.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * One PostgreSQL with durable writes and one Kafka, on loopback, that all contenders share; and the
 * contenders' processes, which end with it.
 */
final class CaptureRig implements AutoCloseable {

  static final String TABLE = "telecom_events";

  private static final Duration GRACE = Duration.ofSeconds(60);

  private static final Map<String, String> PASSWORDS =
      Map.of(
          PostgresInit.Roles.REPLICATION, "replication-secret",
          PostgresInit.Roles.WRITER, "writer-secret",
          PostgresInit.Roles.MONITOR, "monitor-secret",
          PostgresInit.Roles.ANALYTICS, "analytics-secret");

  private final Path folder;
  private final PostgresServer postgres;
  private final KafkaProcess kafka;
  private final RigTopics topics;
  private final List<ChildProcess> processes = new CopyOnWriteArrayList<>();
  private boolean closed;

  private CaptureRig(Path folder, PostgresServer postgres, KafkaProcess kafka) {
    this.folder = folder;
    this.postgres = postgres;
    this.kafka = kafka;
    this.topics = new RigTopics(kafka.bootstrapServers());
  }

  static CaptureRig start() throws IOException, InterruptedException, SQLException {
    Path folder = Files.createTempDirectory("millrace-capture");
    PostgresServer postgres = PostgresServer.start(options(folder.resolve("postgres")));
    try {
      new PostgresInit(
              postgres.host(), postgres.port(), postgres.adminUser(), postgres.adminPassword())
          .run(PASSWORDS);
      return new CaptureRig(
          folder, postgres, KafkaProcess.start(KafkaOptions.in(folder.resolve("kafka"))));
    } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  private static PostgresOptions options(Path folder) {
    return PostgresOptions.in(folder)
        // Two per contender: a bridge's slot is copied while another one has its turn.
        .withSetting("max_replication_slots", "24")
        .withSetting("max_wal_senders", "24")
        // Neither checkpoints nor vacuum beside a contender that is being measured.
        .withSetting("max_wal_size", "16GB")
        .withSetting("checkpoint_timeout", "1h")
        .withSetting("autovacuum", "off");
  }

  /** Logs and state of everything; the databases in it are deleted at the end. */
  Path folder() {
    return folder;
  }

  String postgresHost() {
    return postgres.host();
  }

  int postgresPort() {
    return postgres.port();
  }

  String replicationPassword() {
    return PASSWORDS.getOrDefault(PostgresInit.Roles.REPLICATION, "");
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** The broker's process id. */
  long kafkaPid() {
    return kafka.process().pid();
  }

  RigTopics topics() {
    return topics;
  }

  /** The captured database, as superuser. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl(Domain.TELECOM.database()),
        postgres.adminUser(),
        postgres.adminPassword());
  }

  void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Starts a contender's process; its log is {@code <name>.log} in {@link #folder()}. */
  ChildProcess launch(
      String name, List<String> command, Map<String, String> environment, Path workingFolder)
      throws IOException {
    ChildProcess process =
        ChildProcess.start(
            new ChildProcess.Spec(
                name, command, environment, workingFolder, folder.resolve(name + ".log")));
    processes.add(process);
    return process;
  }

  /** Stops a contender in order, so that it stores how far it came. */
  void stop(ChildProcess process) throws InterruptedException {
    if (!process.stop(GRACE)) {
      System.out.println(process.name() + " did not stop within " + GRACE.toSeconds() + " s");
    }
    processes.remove(process);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Deletes a folder and all that is in it, if it is there. */
  static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(tree)) {
      entries.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  /** Ends everything once, whoever asks first; logs stay. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    processes.forEach(ChildProcess::close);
    topics.close();
    kafka.close();
    postgres.close();
    try {
      delete(folder.resolve("postgres").resolve("data"));
      delete(folder.resolve("kafka").resolve("data"));
    } catch (IOException e) {
      System.out.println("could not delete all of " + folder + ": " + e);
    }
  }
}
