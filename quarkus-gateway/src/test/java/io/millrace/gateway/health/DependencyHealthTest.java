package io.millrace.gateway.health;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.kafka.embedded.KafkaProcess;
import io.millrace.postgres.embedded.PostgresServer;
import io.millrace.s3.embedded.S3Process;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * One test after another has all away but what it is about, and Kafka: a broker that is away is
 * only noticed when the time for an answer is over, which every look at the whole would wait for.
 */
@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DependencyHealthTest {

  private static @Nullable KafkaProcess kafka;

  @AfterAll
  static void stopKafka() {
    if (kafka != null) {
      kafka.close();
    }
  }

  private static KafkaProcess kafka() throws Exception {
    KafkaProcess running = kafka == null ? EmbeddedDependencies.startKafka() : kafka;
    kafka = running;
    return running;
  }

  @Test
  @Order(1)
  void isReadyOnClickHouseAloneButNotWellWithoutTheOthers() {
    assertThat(given().get("/q/health/ready").statusCode()).isEqualTo(200);
    Response well = given().get("/q/health/well");

    assertThat(well.statusCode()).isEqualTo(503);
    assertThat(well.<List<String>>path("checks.name"))
        .containsExactlyInAnyOrder("postgresql", "kafka", "s3", "bridge", "spark");
    assertThat(well.<List<String>>path("checks.status")).containsOnly("DOWN");
    assertThat(given().get("/q/health").<List<String>>path("checks.name")).contains("clickhouse");
  }

  @Test
  @Order(2)
  void followsPostgresql() throws Exception {
    kafka();
    try (PostgresServer postgres = EmbeddedDependencies.startPostgres()) {
      assertUp("postgresql", "127.0.0.1:" + postgres.port(), "PostgreSQL 17");
      postgres.stop();
      assertDown("postgresql", "refused");
    }
  }

  @Test
  @Order(3)
  void followsKafkaAndItsTopics() throws Exception {
    KafkaProcess kafka = kafka();
    assertDown(
        "kafka",
        "topics are missing: telecom.public.telecom_events, opensky.public.processed_flights,"
            + " opensky.public.flight_statistics, millrace.dlq");

    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("telecom.public.telecom_events", 1, (short) 1),
                  new NewTopic("opensky.public.processed_flights", 1, (short) 1),
                  new NewTopic("opensky.public.flight_statistics", 1, (short) 1),
                  new NewTopic("millrace.dlq", 1, (short) 1)))
          .all()
          .get();
    }
    assertUp("kafka", kafka.bootstrapServers(), "1 broker(s)");

    kafka.stop();
    assertDown("kafka", "");
  }

  @Test
  @Order(2)
  void followsTheS3StoreAndItsBuckets() throws Exception {
    kafka();
    try (S3Process s3 = EmbeddedDependencies.startS3()) {
      assertUp("s3", s3.endpoint().toString(), "raw-data, processed-data, streaming-aggregations");

      Path bucket = s3.options().dataFolder().resolve("processed-data");
      Path aside = bucket.resolveSibling("aside");
      Files.move(bucket, aside);
      assertDown("s3", "bucket processed-data answers HTTP 404: it does not exist");
      Files.move(aside, bucket);

      s3.stop();
      assertDown("s3", "refused");
    }
  }

  @Test
  @Order(2)
  void followsTheOtherProcessesByTheirOwnHealth() throws Exception {
    kafka();
    HttpServer peer = EmbeddedDependencies.listenAsPeer();
    try {
      answer(peer, 200, "{\"status\":\"UP\",\"checks\":[{\"name\":\"kafka\",\"status\":\"UP\"}]}");
      peer.start();
      assertUp("bridge", "/health", "HTTP 200, 1 checks up");
      assertUp("spark", "/health", "HTTP 200, 1 checks up");

      peer.removeContext("/health");
      answer(
          peer,
          503,
          "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"kafka\",\"status\":\"UP\"},"
              + "{\"name\":\"slot\",\"status\":\"DOWN\",\"detail\":\"it is gone\"}]}");
      assertDown("bridge", "it answers HTTP 503, slot: it is gone");

      peer.removeContext("/health");
      answer(peer, 200, "<html>somebody else</html>");
      assertDown("spark", "");
    } finally {
      peer.stop(0);
    }
    assertDown("bridge", "connection refused");
  }

  private static void answer(HttpServer peer, int status, String body) {
    peer.createContext(
        "/health",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private static void assertUp(String name, String address, String detail) {
    Map<String, Object> check = check(name);
    assertThat(check).containsEntry("status", "UP");
    Map<?, ?> data = (Map<?, ?>) check.get("data");
    assertThat(data.get("address").toString()).contains(address);
    assertThat(data.get("detail").toString()).contains(detail);
    assertThat((Integer) data.get("latencyMs"))
        .isBetween(0, (int) EmbeddedDependencies.TIMEOUT.toMillis());
  }

  private static void assertDown(String name, String error) {
    Map<String, Object> check = check(name);
    assertThat(check).containsEntry("status", "DOWN");
    Map<?, ?> data = (Map<?, ?>) check.get("data");
    assertThat(data.get("error").toString()).isNotBlank().contains(error);
  }

  private static Map<String, Object> check(String name) {
    return given().get("/q/health/well").path("checks.find { it.name == '%s' }".formatted(name));
  }
}
