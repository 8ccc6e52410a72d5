package io.millrace.gateway;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.millrace.clickhouse.ClickHouseInit;
import io.millrace.clickhouse.embedded.ClickHouseProcess;
import io.millrace.kafka.embedded.KafkaOptions;
import io.millrace.kafka.embedded.KafkaProcess;
import io.millrace.postgres.PostgresInit;
import io.millrace.postgres.embedded.PostgresOptions;
import io.millrace.postgres.embedded.PostgresServer;
import io.millrace.s3.embedded.S3Options;
import io.millrace.s3.embedded.S3Process;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * The real components behind the gateway under test, each as a child process. Tests stop and start
 * them; the addresses stay the same.
 */
public final class EmbeddedDependencies implements QuarkusTestResourceLifecycleManager {

  /** How long a query or a probe may take in tests. */
  public static final Duration TIMEOUT = Duration.ofSeconds(6);

  private static final String MONITOR_PASSWORD = "monitor-password";

  private static Path folder;
  private static ClickHouseProcess clickHouse;
  private static PostgresOptions postgresOptions;
  private static PostgresServer postgres;
  private static KafkaOptions kafkaOptions;
  private static KafkaProcess kafka;
  private static S3Options s3Options;
  private static S3Process s3;
  private static int peerPort;

  private Map<String, String> settings = Map.of();

  /** Takes settings of the gateway that a test wants otherwise, by property. */
  @Override
  public void init(Map<String, String> arguments) {
    settings = Map.copyOf(arguments);
  }

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("millrace-gateway");
      int clickHousePort = freePort();
      startClickHouse(clickHousePort);
      new ClickHouseInit(clickHouse.jdbcUrl(), clickHouse.user(), clickHouse.password()).run();
      postgresOptions = PostgresOptions.in(folder.resolve("postgres")).withPort(freePort());
      kafkaOptions = KafkaOptions.in(folder.resolve("kafka")).withPorts(freePort(), freePort());
      s3Options = S3Options.in(folder.resolve("s3")).withPort(freePort());
      peerPort = freePort();
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
    Map<String, String> config = new HashMap<>();
    // More than the 2 s of production: a test machine is busy, and cold.
    config.put("millrace.gateway.query-timeout", TIMEOUT.toMillis() + "ms");
    config.put("millrace.gateway.probe-timeout", TIMEOUT.toMillis() + "ms");
    // What a test inserts is in the next answer, and an outage is an outage.
    config.put("millrace.gateway.cache", "0");
    config.put("millrace.gateway.stale", "0");
    config.put("millrace.clickhouse.url", clickHouse.jdbcUrl());
    config.put("millrace.clickhouse.user", clickHouse.user());
    config.put("millrace.clickhouse.password", clickHouse.password());
    config.put("millrace.postgres.port", String.valueOf(postgresOptions.port()));
    config.put("millrace.postgres.monitor-password", MONITOR_PASSWORD);
    config.put("millrace.kafka.bootstrap-servers", "127.0.0.1:" + kafkaOptions.port());
    config.put("millrace.s3.endpoint", "http://127.0.0.1:" + s3Options.port());
    config.put("millrace.s3.access-key", s3Options.accessKey());
    config.put("millrace.s3.secret-key", s3Options.secretKey());
    config.put("millrace.bridge.url", "http://127.0.0.1:" + peerPort);
    config.put("millrace.spark.url", "http://127.0.0.1:" + peerPort);
    config.putAll(settings);
    return config;
  }

  @Override
  public void stop() {
    Stream.of(clickHouse, postgres, kafka, s3)
        .filter(process -> process != null)
        .forEach(
            process -> {
              try {
                process.close();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** ClickHouse as it runs now. */
  public static ClickHouseProcess clickHouse() {
    return clickHouse;
  }

  /** Starts ClickHouse again, on its data and its port. */
  public static void restartClickHouse() {
    startClickHouse(clickHouse.port());
  }

  private static void startClickHouse(int port) {
    clickHouse = ClickHouseProcess.in(folder.resolve("clickhouse")).port(port).start();
  }

  /** Starts PostgreSQL with the roles and databases of the platform. */
  public static PostgresServer startPostgres()
      throws IOException, InterruptedException, SQLException {
    postgres = PostgresServer.start(postgresOptions);
    Map<String, String> passwords = new HashMap<>();
    PostgresInit.Roles.ALL.forEach(role -> passwords.put(role, "other-password"));
    passwords.put(PostgresInit.Roles.MONITOR, MONITOR_PASSWORD);
    new PostgresInit("127.0.0.1", postgres.port(), postgres.adminUser(), postgres.adminPassword())
        .run(passwords);
    return postgres;
  }

  /** Starts Kafka without topics: those of another test are deleted. */
  public static KafkaProcess startKafka()
      throws IOException, InterruptedException, ExecutionException {
    kafka = KafkaProcess.start(kafkaOptions);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      List<String> topics =
          admin.listTopics().names().get().stream().filter(name -> !name.startsWith("__")).toList();
      admin.deleteTopics(topics).all().get();
      // The controller has deleted them; the broker shows them until it has heard of it.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> admin.listTopics().names().get().stream().noneMatch(topics::contains));
    }
    return kafka;
  }

  /** Starts the S3 store with its buckets. */
  public static S3Process startS3() throws IOException, InterruptedException {
    s3 = S3Process.start(s3Options);
    return s3;
  }

  /** Where the bridge and the Spark process are expected; a test listens there in their place. */
  public static HttpServer listenAsPeer() throws IOException {
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), peerPort), 0);
  }

  /** Executes statements on ClickHouse. */
  public static void execute(String... statements) {
    try (Connection connection =
            DriverManager.getConnection(
                clickHouse.jdbcUrl(), clickHouse.user(), clickHouse.password());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
