package io.millrace.spark;

import static org.awaitility.Awaitility.await;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import io.millrace.clickhouse.embedded.ClickHouseProcess;
import io.millrace.kafka.embedded.KafkaOptions;
import io.millrace.kafka.embedded.KafkaProcess;
import io.millrace.model.Domain;
import io.millrace.model.Topics;
import io.millrace.postgres.PostgresInit;
import io.millrace.postgres.embedded.PostgresOptions;
import io.millrace.postgres.embedded.PostgresServer;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import io.millrace.runtime.metrics.MetricsPage;
import io.millrace.s3.embedded.S3Options;
import io.millrace.s3.embedded.S3Process;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** The real engines around the streaming application, and the application as a child process. */
final class AnalyticsStack implements AutoCloseable {

  private static final String PASSWORD = "test-password";

  private static final Map<String, String> ROLES =
      PostgresInit.Roles.ALL.stream().collect(Collectors.toMap(role -> role, role -> PASSWORD));

  final PostgresServer postgres;
  final KafkaProcess kafka;
  final S3Process s3;
  ClickHouseProcess clickHouse;
  private final Path folder;
  private final int applicationPort;
  private final Client client;
  private final int clickHousePort;

  AnalyticsStack(Path folder) throws Exception {
    this.folder = folder;
    this.postgres = PostgresServer.start(PostgresOptions.in(folder.resolve("postgres")));
    new PostgresInit(
            postgres.host(), postgres.port(), postgres.adminUser(), postgres.adminPassword())
        .run(ROLES);
    this.kafka = KafkaProcess.start(KafkaOptions.in(folder.resolve("kafka")));
    this.s3 = S3Process.start(S3Options.in(folder.resolve("s3")));
    this.clickHousePort = freePort();
    this.applicationPort = freePort();
    startClickHouse();
    this.client =
        new Client.Builder()
            .addEndpoint(clickHouse.httpUrl().toString())
            .setUsername("millrace")
            .setPassword(PASSWORD)
            .build();
    initClickHouse();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(TelecomFeed.TOPIC, 3, (short) 1),
                  new NewTopic(FlightFeed.TOPIC, 2, (short) 1),
                  new NewTopic(Topics.RAW_FLIGHTS, 1, (short) 1),
                  new NewTopic(Domain.TELECOM.heartbeatTopic(), 1, (short) 1),
                  new NewTopic(Domain.OPENSKY.heartbeatTopic(), 1, (short) 1),
                  new NewTopic("millrace.dlq", 1, (short) 1)))
          .all()
          .get();
      // Leaders open their partitions a moment later; a producer must not come in between.
      Map<TopicPartition, OffsetSpec> partitions =
          IntStream.range(0, 3)
              .boxed()
              .collect(
                  Collectors.toMap(
                      i -> new TopicPartition(TelecomFeed.TOPIC, i), i -> OffsetSpec.latest()));
      await()
          .ignoreExceptions()
          .until(() -> admin.listOffsets(partitions).all().get().size() == partitions.size());
    }
  }

  void startClickHouse() {
    clickHouse =
        ClickHouseProcess.in(folder.resolve("clickhouse"))
            .port(clickHousePort)
            .credentials("millrace", PASSWORD)
            .maxMemory("1000MiB")
            .start();
  }

  private void initClickHouse() throws Exception {
    ChildProcess init =
        ChildProcess.start(
            ChildProcess.Spec.java(
                "clickhouse-init",
                "io.millrace.clickhouse.ClickHouseInit",
                ModuleClasspath.of("clickhouse-init"),
                List.of("-Xmx64m"),
                environment(),
                folder,
                folder.resolve("clickhouse-init.log")));
    init.onExit().get(60, TimeUnit.SECONDS);
    if (init.exitCode().orElseThrow() != 0) {
      throw new IllegalStateException(
          "clickhouse-init failed: " + java.nio.file.Files.readString(init.logFile()));
    }
  }

  /** Starts the application as the local stack does, with short intervals. */
  ChildProcess startApplication() throws Exception {
    List<String> options =
        new ArrayList<>(List.of("-Xmx768m", "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC"));
    for (String option : System.getProperty("test.jvm.options", "").split(" ")) {
      if (option.startsWith("--add-opens")) {
        options.add(option);
      }
    }
    return ChildProcess.start(
        ChildProcess.Spec.java(
            "spark",
            StreamingApplication.class.getName(),
            ModuleClasspath.of("spark-processors"),
            options,
            environment(),
            folder.resolve("spark"),
            folder.resolve("spark.log")));
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    environment.put("MILLRACE_CLICKHOUSE_URL", "jdbc:clickhouse://127.0.0.1:" + clickHousePort);
    environment.put("MILLRACE_CLICKHOUSE_USER", "millrace");
    environment.put("MILLRACE_CLICKHOUSE_PASSWORD", PASSWORD);
    environment.put("MILLRACE_S3_ENDPOINT", s3.endpoint().toString());
    environment.put("MILLRACE_S3_ACCESS_KEY", s3.accessKey());
    environment.put("MILLRACE_S3_SECRET_KEY", s3.secretKey());
    environment.put("MILLRACE_POSTGRES_HOST", postgres.host());
    environment.put("MILLRACE_POSTGRES_PORT", Integer.toString(postgres.port()));
    environment.put("MILLRACE_POSTGRES_ANALYTICS_PASSWORD", PASSWORD);
    environment.put("MILLRACE_STATISTICS_INTERVAL", "500ms");
    environment.put("MILLRACE_SPARK_HTTP_PORT", Integer.toString(applicationPort));
    environment.put("MILLRACE_STREAM_TRIGGER", "200ms");
    environment.put("MILLRACE_STREAM_MAX_RECORDS", "700");
    environment.put("MILLRACE_RAW_TRIGGER", "1s");
    environment.put("MILLRACE_ARCHIVE_INTERVAL", "1s");
    return environment;
  }

  /** All windows that people would see, by key, in the words of {@link TelecomFeed}. */
  Map<String, String> windows(String source) {
    Map<String, String> windows = new TreeMap<>();
    for (GenericRecord row :
        query(
            "SELECT concat(toString(toUnixTimestamp(window_start)), ' ', event_type, ' ', region) AS k,"
                + " concat('events=', toString(events), ' seconds=', toString(duration_seconds),"
                + " ' mb=', toDecimalString(megabytes, 3), ' amount=', toDecimalString(amount, 2),"
                + " ' subscribers=', toString(distinct_subscribers)) AS v FROM "
                + source)) {
      windows.put(row.getString("k"), row.getString("v"));
    }
    return windows;
  }

  /** ClickHouse's view of Parquet objects in a bucket. */
  String parquet(String glob) {
    return "s3('%s/%s', '%s', '%s', 'Parquet')"
        .formatted(s3.endpoint(), glob, s3.accessKey(), s3.secretKey());
  }

  List<GenericRecord> query(String sql) {
    return client.queryAll(sql);
  }

  /** One text per row of a query of one column. */
  List<String> texts(String sql) {
    return query(sql).stream().map(row -> row.getString(1)).toList();
  }

  /** Runs statements in ClickHouse. */
  void execute(String sql) throws Exception {
    client.execute(sql).get(30, TimeUnit.SECONDS);
  }

  /** One text per row of a query of one column, from PostgreSQL's database opensky. */
  List<String> postgresTexts(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl(Domain.OPENSKY.database()),
                postgres.adminUser(),
                postgres.adminPassword());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  int health() throws Exception {
    return ask("/health").statusCode();
  }

  /** A page of the application's management server. */
  String page(String path) throws Exception {
    return ask(path).body();
  }

  /** The application's metrics, read. */
  MetricsPage metrics() throws Exception {
    return new MetricsPage(page("/metrics"));
  }

  private HttpResponse<String> ask(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + applicationPort + path))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.close();
    clickHouse.close();
    s3.close();
    kafka.close();
    postgres.close();
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
