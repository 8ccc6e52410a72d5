package io.millrace.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bridge.kafka.PublishStep;
import io.millrace.kafka.embedded.KafkaOptions;
import io.millrace.kafka.embedded.KafkaProcess;
import io.millrace.model.Domain;
import io.millrace.postgres.PostgresInit;
import io.millrace.postgres.embedded.PostgresOptions;
import io.millrace.postgres.embedded.PostgresServer;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import io.millrace.runtime.metrics.MetricsPage;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real PostgreSQL and a real Kafka, ready for bridges to run between them. */
final class CaptureStack implements AutoCloseable {

  static final String TOPIC = Domain.TELECOM.topic("telecom_events");

  private static final Map<String, String> PASSWORDS =
      Map.of(
          PostgresInit.Roles.REPLICATION, "replication-secret",
          PostgresInit.Roles.WRITER, "writer-secret",
          PostgresInit.Roles.MONITOR, "monitor-secret",
          PostgresInit.Roles.ANALYTICS, "analytics-secret");

  private final Path folder;
  private final int httpPort = freePort();
  private final List<ChildProcess> bridges = new ArrayList<>();
  private PostgresServer postgres;
  private KafkaProcess kafka;

  private CaptureStack(Path folder, PostgresServer postgres, KafkaProcess kafka) {
    this.folder = folder;
    this.postgres = postgres;
    this.kafka = kafka;
  }

  static CaptureStack start(Path folder) throws Exception {
    PostgresServer postgres = PostgresServer.start(PostgresOptions.in(folder.resolve("postgres")));
    try {
      new PostgresInit(
              postgres.host(), postgres.port(), postgres.adminUser(), postgres.adminPassword())
          .run(PASSWORDS);
      return new CaptureStack(
          folder,
          postgres,
          KafkaProcess.start(
              KafkaOptions.in(folder.resolve("kafka")).withLogFile(folder.resolve("kafka.log"))));
    } catch (Exception e) {
      postgres.close();
      throw e;
    }
  }

  PostgresServer postgres() {
    return postgres;
  }

  KafkaProcess kafka() {
    return kafka;
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  void restartPostgres() throws Exception {
    postgres = PostgresServer.start(postgres.options());
  }

  void restartKafka() throws Exception {
    kafka = KafkaProcess.start(kafka.options());
  }

  Connection connect() throws SQLException {
    return connect(Domain.TELECOM.database());
  }

  /** As the superuser. */
  Connection connect(String database) throws SQLException {
    return connect(postgres, database);
  }

  private static Connection connect(PostgresServer server, String database) throws SQLException {
    return DriverManager.getConnection(
        server.jdbcUrl(database), server.adminUser(), server.adminPassword());
  }

  void execute(String... statements) throws SQLException {
    executeIn(Domain.TELECOM.database(), statements);
  }

  void executeIn(String database, String... statements) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** From now on this one is the stack's server. */
  void replacePostgres(PostgresServer successor) {
    postgres = successor;
  }

  String queryText(String sql) throws SQLException {
    return queryText(postgres, sql);
  }

  String queryText(PostgresServer server, String sql) throws SQLException {
    try (Connection connection = connect(server, Domain.TELECOM.database());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return result.next() ? result.getString(1) : null;
    }
  }

  Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("MILLRACE_POSTGRES_HOST", postgres.host());
    settings.put("MILLRACE_POSTGRES_PORT", Integer.toString(postgres.port()));
    settings.put("MILLRACE_POSTGRES_REPLICATION_USER", PostgresInit.Roles.REPLICATION);
    settings.put(
        "MILLRACE_POSTGRES_REPLICATION_PASSWORD", PASSWORDS.get(PostgresInit.Roles.REPLICATION));
    settings.put("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    settings.put("MILLRACE_BRIDGE_SOURCES", Domain.TELECOM.database());
    settings.put("MILLRACE_BRIDGE_HTTP_PORT", Integer.toString(httpPort));
    settings.put("MILLRACE_BRIDGE_HEARTBEAT_INTERVAL", "1s");
    return settings;
  }

  /** Starts a bridge as a process of its own; the stack ends it at the latest when it closes. */
  ChildProcess startBridge(Map<String, String> overrides) throws IOException {
    return startBridge(CdcBridge.class, 256, overrides);
  }

  /** Likewise, with a heap of so many megabytes; it ends when that is not enough. */
  ChildProcess startBridge(int heapMegabytes, Map<String, String> overrides) throws IOException {
    return startBridge(CdcBridge.class, heapMegabytes, overrides);
  }

  /** Starts a bridge that crashes when it reaches {@code step} for the given time. */
  ChildProcess startCrashingBridge(PublishStep step, int times) throws IOException {
    return startCrashingBridge(step, times, Map.of());
  }

  ChildProcess startCrashingBridge(PublishStep step, int times, Map<String, String> overrides)
      throws IOException {
    Map<String, String> settings = new HashMap<>(overrides);
    settings.put(CrashingBridge.STEP, step.name());
    settings.put(CrashingBridge.TIMES, Integer.toString(times));
    return startBridge(CrashingBridge.class, 256, settings);
  }

  private ChildProcess startBridge(Class<?> main, int heapMegabytes, Map<String, String> overrides)
      throws IOException {
    Map<String, String> settings = settings();
    settings.putAll(overrides);
    ChildProcess bridge =
        ChildProcess.start(
            ChildProcess.Spec.java(
                "bridge",
                main.getName(),
                ModuleClasspath.of("cdc-bridge")
                    + File.pathSeparator
                    + ModuleClasspath.home().resolve("cdc-bridge/target/test-classes"),
                List.of(
                    "-Xmx" + heapMegabytes + "m",
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    // Tests start bridges by the dozen, for seconds each.
                    "-XX:TieredStopAtLevel=1"),
                settings,
                folder,
                bridgeLog()));
    bridges.add(bridge);
    return bridge;
  }

  int httpPort() {
    return httpPort;
  }

  /** SIGKILL to every bridge that runs. */
  void killBridges() throws InterruptedException {
    for (ChildProcess bridge : bridges) {
      bridge.kill();
    }
  }

  Path bridgeLog() {
    return folder.resolve("bridge.log");
  }

  /** Status and body of the bridge's health; status 0 while it does not answer. */
  Health health() {
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/health"))
                      .timeout(Duration.ofSeconds(5))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      return new Health(answer.statusCode(), answer.body());
    } catch (IOException e) {
      return new Health(0, e.toString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What {@code GET /sources} says of a source. */
  JsonNode source(String name) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(address("/sources")).build(),
                HttpResponse.BodyHandlers.ofString());
    for (JsonNode source : new ObjectMapper().readTree(answer.body()).get("sources")) {
      if (source.get("source").asText().equals(name)) {
        return source;
      }
    }
    throw new AssertionError("no source " + name + " in " + answer.body());
  }

  /** A request that changes something, with the admin key unless that is null. */
  HttpResponse<String> post(String path, String key) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(path)).POST(HttpRequest.BodyPublishers.noBody());
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + httpPort + path);
  }

  String metrics() throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** {@link #metrics()}, read. */
  MetricsPage metricsPage() throws Exception {
    return new MetricsPage(metrics());
  }

  record Health(int status, String body) {}

  @Override
  public void close() {
    bridges.forEach(ChildProcess::close);
    kafka.close();
    postgres.close();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
