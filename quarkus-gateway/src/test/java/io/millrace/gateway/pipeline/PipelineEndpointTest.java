package io.millrace.gateway.pipeline;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.kafka.embedded.KafkaProcess;
import io.millrace.postgres.embedded.PostgresServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL, Kafka and ClickHouse are real; bridge and Spark are pages with what those answer. The
 * end-to-end tests have all of them.
 */
@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class PipelineEndpointTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @Test
  void saysWhichPartsAreDownSinceWhenAndKnowsNothingOfThem() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonPath report = report();
              assertThat(report.getString("state")).isEqualTo("degraded");
              assertThat(report.getList("stages.id", String.class))
                  .containsExactly("postgresql", "bridge", "kafka", "spark", "clickhouse", "s3");
              assertThat(report.getList("stages.state", String.class))
                  .containsExactly("down", "down", "down", "down", "up", "down");
              Map<String, Object> bridge = stage(report, "bridge");
              assertThat(bridge).containsEntry("detail", "connection refused");
              assertThat(bridge).containsEntry("latencyMs", null);
              assertThat(Instant.parse((String) bridge.get("since"))).isBefore(Instant.now());
              assertThat(report.getList("sources.source", String.class))
                  .containsExactly("opensky", "telecom");
              assertThat(report.getList("sources.lagBytes")).containsOnlyNulls();
              assertThat(report.getList("sources.state")).containsOnlyNulls();
              assertThat(report.getList("topics")).isEmpty();
            });
  }

  @Test
  void showsTheSlotAsPostgresqlSeesItAlsoWithoutABridge() throws Exception {
    try (PostgresServer postgres = EmbeddedDependencies.startPostgres();
        Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/telecom",
                postgres.adminUser(),
                postgres.adminPassword());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_create_logical_replication_slot('millrace_telecom', 'pgoutput')");
      statement.execute("CREATE TABLE filler AS SELECT generate_series(1, 20000) AS n");

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                Map<String, Object> source = report().getMap("sources[1]");
                assertThat(source)
                    .containsEntry("source", "telecom")
                    .containsEntry("slotActive", false)
                    .containsEntry("walStatus", "reserved")
                    .containsEntry("state", null)
                    .containsEntry("eventsPerSecond", null);
                assertThat((Integer) source.get("lagBytes")).isGreaterThan(500_000);
              });
      statement.execute("SELECT pg_drop_replication_slot('millrace_telecom')");
    }
  }

  @Test
  void countsTheRecordsOfTheTopics() throws Exception {
    try (KafkaProcess kafka = EmbeddedDependencies.startKafka();
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      List<String> names =
          List.of(
              "telecom.public.telecom_events",
              "opensky.public.processed_flights",
              "opensky.public.flight_statistics",
              "millrace.dlq");
      admin
          .createTopics(names.stream().map(name -> new NewTopic(name, 2, (short) 1)).toList())
          .all()
          .get();
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", kafka.bootstrapServers()),
              new StringSerializer(),
              new StringSerializer())) {
        for (int i = 0; i < 7; i++) {
          producer.send(new ProducerRecord<>("millrace.dlq", "key" + i, "value")).get();
        }
      }

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                JsonPath report = report();
                assertThat(report.getList("topics.topic", String.class)).isEqualTo(names);
                assertThat(report.getList("topics.records", Integer.class))
                    .containsExactly(0, 0, 0, 7);
                assertThat(report.getList("topics.partitions", Integer.class)).containsOnly(2);
              });
      kafka.stop();
    }
  }

  @Test
  void showsWhatBridgeAndSparkSay() throws Exception {
    HttpServer peers = EmbeddedDependencies.listenAsPeer();
    answer(
        peers,
        "/sources",
        """
        {"sources":[{"source":"telecom","state":"waiting","since":"2026-11-21T10:00:00Z",
        "cause":"connection refused","lagSeconds":12.5,"changeEvents":41,"deadLetters":2,
        "restarts":3}]}""");
    answer(
        peers,
        "/queries",
        """
        {"queries":[{"query":"telecom-metrics","inputRowsPerSecond":200.5,
        "processedRowsPerSecond":900.25,"lagRecords":17,"batchId":5,"batchDurationMs":412,
        "finishedAt":"2026-11-21T10:00:01Z"}]}""");
    answer(
        peers,
        "/health",
        """
        {"status":"DOWN","checks":[
        {"name":"query-telecom-metrics","status":"UP","since":"2026-11-21T09:00:00Z","detail":"runs"},
        {"name":"query-telecom-raw","status":"DOWN","since":"2026-11-21T09:30:00Z","detail":"S3"}]}""");
    peers.start();
    try {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                JsonPath report = report();
                assertThat(report.<Map<String, Object>>get("sources[1]"))
                    .containsEntry("state", "waiting")
                    .containsEntry("since", "2026-11-21T10:00:00Z")
                    .containsEntry("cause", "connection refused")
                    .containsEntry("lagSeconds", 12.5f)
                    .containsEntry("deadLetters", 2)
                    .containsEntry("restarts", 3);
                assertThat(query(report, "telecom-metrics"))
                    .containsEntry("state", "up")
                    .containsEntry("detail", "runs")
                    .containsEntry("inputRowsPerSecond", 200.5f)
                    .containsEntry("processedRowsPerSecond", 900.25f)
                    .containsEntry("batchDurationMs", 412)
                    .containsEntry("batchId", 5)
                    .containsEntry("lagRecords", 17)
                    .containsEntry("finishedAt", "2026-11-21T10:00:01Z");
                assertThat(query(report, "telecom-raw"))
                    .containsEntry("state", "down")
                    .containsEntry("since", "2026-11-21T09:30:00Z")
                    .containsEntry("detail", "S3")
                    .containsEntry("batchId", null);
              });
    } finally {
      peers.stop(0);
    }
  }

  @Test
  void countsWhatTheLedgersHoldOfTheLastHour() {
    Instant now = Instant.now();
    JsonPath before = report();
    new MicroBatches("ledgered")
        .enter(1, now.minusSeconds(7_200), 5, null, null)
        .enter(2, now.minusSeconds(2), 50, now.minusMillis(3_250), now.minusMillis(3_000));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonPath report = report();
              assertThat(report.getInt("setAside.late"))
                  .isGreaterThanOrEqualTo(before.getInt("setAside.late") + 2);
              assertThat(query(report, "ledgered"))
                  .containsEntry("state", "unknown")
                  .containsEntry("freshnessSeconds", 1.25f);
            });
  }

  @Test
  void takesNoParameters() {
    assertThat(given().queryParam("part", "kafka").get("/api/v1/pipeline").statusCode())
        .isEqualTo(400);
  }

  private static JsonPath report() {
    return given().get("/api/v1/pipeline").then().statusCode(200).extract().jsonPath();
  }

  private static Map<String, Object> stage(JsonPath report, String id) {
    return report.getMap("stages.find { it.id == '" + id + "' }");
  }

  private static Map<String, Object> query(JsonPath report, String name) {
    return report.getMap("queries.find { it.query == '" + name + "' }");
  }

  private static void answer(HttpServer peers, String path, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    peers.createContext(
        path,
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
  }
}
