package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.bridge.TopicReader.Event;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees and does. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperationsIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String KEY = "admin-key";

  @TempDir static Path folder;
  private static CaptureStack stack;
  private static TopicReader reader;

  @BeforeAll
  static void start() throws Exception {
    stack = CaptureStack.start(folder);
    stack.startBridge(
        Map.of(
            "MILLRACE_BRIDGE_ADMIN_KEY", KEY,
            "MILLRACE_BRIDGE_SNAPSHOT_MODE", "when_needed",
            "MILLRACE_BRIDGE_WAL_BUDGET_MIB", "48",
            "MILLRACE_BRIDGE_WAL_BUDGET_ACTION", "drop_slot"));
    await().atMost(LIMIT).until(() -> stack.health().status() == 200);
    reader = new TopicReader(stack.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    reader.close();
    stack.close();
  }

  @Test
  @Order(1)
  void showsWhereEachSourceIs() throws Exception {
    stack.execute("INSERT INTO telecom_events (event_id, source) VALUES (1, 'operations')");
    await().atMost(LIMIT).until(() -> reader.poll().size() == 1);

    JsonNode source = source();

    assertThat(source.get("source").asText()).isEqualTo("telecom");
    assertThat(source.get("state").asText()).isEqualTo("streaming");
    assertThat(source.at("/position/lsn").asText()).matches("[0-9A-F]+/[0-9A-F]+");
    assertThat(source.get("transactions").asLong()).isPositive();
    assertThat(source.get("deadLetters").asLong()).isZero();
    await().atMost(LIMIT).until(() -> source().get("walKeptBytes").asLong() > 0);
  }

  @Test
  @Order(2)
  void publishesItsHeartbeatsAndNobodyElsesMessages() throws Exception {
    long eventsBefore = source().get("changeEvents").asLong();
    stack.execute("SELECT pg_logical_emit_message(true, 'millrace.heartbeats', 'an application')");

    try (TopicReader heartbeats = new TopicReader(stack.bootstrapServers(), "telecom.message")) {
      int before = heartbeats.poll().size();
      await().atMost(LIMIT).until(() -> heartbeats.poll().size() > before + 1);
      assertThat(heartbeats.poll())
          .allMatch(event -> event.op().equals("m"))
          .allMatch(event -> event.key().get("prefix").asText().equals("millrace.heartbeat"));
    }
    assertThat(source().get("changeEvents").asLong()).isEqualTo(eventsBefore);
  }

  @Test
  @Order(3)
  void changesNothingForThoseWithoutTheKey() throws Exception {
    assertThat(post("/sources/telecom/pause", null).statusCode()).isEqualTo(401);
    assertThat(post("/sources/telecom/pause", "guess").statusCode()).isEqualTo(401);
    assertThat(post("/sources/telecom/explode", KEY).statusCode()).isEqualTo(404);
    assertThat(post("/sources/nothing/pause", KEY))
        .returns(404, HttpResponse::statusCode)
        .extracting(HttpResponse::body)
        .asString()
        .contains("there is no source nothing; there are [telecom]");
    assertThat(source().get("state").asText()).isEqualTo("streaming");
  }

  @Test
  @Order(4)
  void goesOnBehindTheLastEventWhenItIsResumed() throws Exception {
    assertThat(post("/sources/telecom/pause", KEY).statusCode()).isEqualTo(200);
    assertThat(source().get("state").asText()).isEqualTo("paused");
    assertThat(stack.health().body()).contains("paused on request");
    awaitSlotActive(0);
    stack.execute(
        "INSERT INTO telecom_events (event_id, source) SELECT i, 'operations' FROM"
            + " generate_series(2, 500) i");

    assertThat(post("/sources/telecom/resume", KEY).statusCode()).isEqualTo(200);

    await().atMost(LIMIT).until(() -> reader.poll().size() >= 500);
    assertThat(reader.poll())
        .extracting(Event::id)
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 500).boxed().toList());
    awaitSlotActive(1);
  }

  @Test
  @Order(5)
  void givesTheSlotUpBeforeItsWalUsesTheBudgetUp() throws Exception {
    post("/sources/telecom/pause", KEY);
    // Random, so that 64 MB of rows are 64 MB of WAL.
    stack.execute(
        "INSERT INTO telecom_events (event_id, source)"
            + " SELECT i, string_agg(md5(random()::text), '')"
            + " FROM generate_series(1001, 5000) i, generate_series(1, 500) GROUP BY i");

    await()
        .atMost(LIMIT)
        .until(() -> stack.queryText("SELECT count(*) FROM pg_replication_slots").equals("0"));
    assertThat(stack.health().status()).isEqualTo(503);
    awaitSlotActive(0);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(stack.metricsPage().samples("millrace_bridge_slot_wal_status", Map.of()))
                    .hasSize(4)
                    .allMatch(status -> Double.isNaN(status.value())));
    assertThat(stack.metricsPage().value("millrace_bridge_wal_budget_bytes", Map.of()))
        .isEqualTo(48.0 * 1024 * 1024);
    assertThat(Files.readString(stack.bridgeLog()))
        .contains("the server keeps WAL for this source")
        .contains("dropped the slot, whose WAL had used its budget up");

    post("/sources/telecom/resume", KEY);

    await()
        .atMost(LIMIT)
        .until(
            () ->
                reader.where(event -> event.op().equals("r") && event.id() > 1000).size() == 4000);
    await().atMost(LIMIT).until(() -> stack.health().status() == 200);
  }

  private static void awaitSlotActive(double active) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(stack.metricsPage().value("millrace_bridge_slot_active", Map.of()))
                    .isEqualTo(active));
  }

  private static JsonNode source() throws Exception {
    return stack.source("telecom");
  }

  private static HttpResponse<String> post(String path, String key) throws Exception {
    return stack.post(path, key);
  }
}
