package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.bridge.TopicReader.Event;
import io.millrace.bridge.kafka.PublishStep;
import io.millrace.runtime.ChildProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A table is read while it is streamed, and while the bridge dies again and again. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IncrementalSnapshotIT {

  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String KEY = "admin-key";
  private static final int ROWS = 60_000;
  private static final Map<String, String> SETTINGS =
      Map.of("MILLRACE_BRIDGE_SNAPSHOT_MODE", "never", "MILLRACE_BRIDGE_ADMIN_KEY", KEY);

  @TempDir static Path folder;
  private static CaptureStack stack;
  private static TopicReader reader;

  @BeforeAll
  static void start() throws Exception {
    stack = CaptureStack.start(folder);
    stack.execute(
        "INSERT INTO telecom_events (event_id, duration_seconds, source)"
            + " SELECT i, 0, 'before' FROM generate_series(1, "
            + ROWS
            + ") i");
    stack.startBridge(SETTINGS);
    until(() -> state().equals("streaming"));
    reader = new TopicReader(stack.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    reader.close();
    stack.close();
  }

  @Test
  @Order(1)
  void refusesWhatCannotBeRead() throws Exception {
    assertThat(stack.post("/sources/telecom/snapshot", null).statusCode()).isEqualTo(401);
    assertThat(stack.post("/sources/telecom/snapshot?tables=public.nothing", KEY))
        .returns(400, HttpResponse::statusCode)
        .extracting(HttpResponse::body)
        .asString()
        .contains("tables=public.nothing; allowed: tables= and some of [public.telecom_events]");
  }

  @Test
  @Order(2)
  void readsEachRowOnceAndNeverAnOlderVersionThoughTheBridgeDies() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> change(stop));
    HttpResponse<String> answer =
        stack.post("/sources/telecom/snapshot?tables=public.telecom_events", KEY);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(answer.body()).contains("\"request\":");
    until(() -> snapshot().path("rows").asLong() > 5_000);
    assertThat(snapshot().path("maximumKey").asInt()).isGreaterThanOrEqualTo(ROWS);
    stack.killBridges();
    crashAt(PublishStep.AFTER_COMMIT, 6);
    crashAt(PublishStep.BEFORE_COMMIT, 6);
    crashAt(PublishStep.AMID_SEND, 6);
    stack.startBridge(SETTINGS);
    until(() -> snapshot().path("status").asText().equals("completed"));
    stop.set(true);
    writer.get(30, TimeUnit.SECONDS);
    stack.execute("INSERT INTO telecom_events (event_id, source) VALUES (999999999, 'sentinel')");
    until(() -> !reader.where(event -> event.id() == 999_999_999L).isEmpty());

    until(() -> rebuild(reader.poll()).equals(rowsOfTheTable()));
    assertThat(reader.where(event -> event.op().equals("r")))
        .extracting(Event::id)
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(ROWS / 2);
    assertNeverBackwards(reader.poll());
    assertThat(
            stack.queryText(
                "SELECT count(*) FROM millrace_signals WHERE type <> 'execute-snapshot'"))
        .as("marks left behind, by engines that died at most")
        .isIn("0", "1", "2", "3", "4");
  }

  /** Updates, deletions and insertions all over the table. */
  private static void change(AtomicBoolean stop) {
    Random random = new Random(7);
    long next = ROWS;
    try (Connection connection = stack.connect();
        Statement statement = connection.createStatement()) {
      while (!stop.get()) {
        long id = 1 + random.nextInt(ROWS);
        statement.execute(
            "UPDATE telecom_events SET duration_seconds = duration_seconds + 1 WHERE event_id"
                + " BETWEEN "
                + id
                + " AND "
                + (id + 5));
        statement.execute(
            "DELETE FROM telecom_events WHERE event_id = " + (1 + random.nextInt(ROWS)));
        statement.execute(
            "INSERT INTO telecom_events (event_id, duration_seconds, source) VALUES ("
                + ++next
                + ", 0, 'during')");
        TimeUnit.MILLISECONDS.sleep(5);
      }
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void crashAt(PublishStep step, int times) throws Exception {
    ChildProcess bridge = stack.startCrashingBridge(step, times, SETTINGS);
    assertThat(bridge.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS).exitValue())
        .as("crash at step %s", step)
        .isEqualTo(137);
  }

  /** Versions only ever grow, and nothing comes back after its deletion. */
  private static void assertNeverBackwards(List<Event> events) {
    Map<Long, Long> newest = new HashMap<>();
    for (Event event : events) {
      long version =
          switch (event.op()) {
            case "d", "tombstone" -> Long.MAX_VALUE;
            default -> event.after().get("duration_seconds").asLong();
          };
      Long before = newest.put(event.id(), version);
      assertThat(version).as("%s", event).isGreaterThanOrEqualTo(before == null ? 0 : before);
    }
  }

  private static Map<Long, Long> rebuild(List<Event> events) {
    Map<Long, Long> rows = new TreeMap<>();
    for (Event event : events) {
      switch (event.op()) {
        case "r", "c", "u" -> rows.put(event.id(), event.after().get("duration_seconds").asLong());
        default -> rows.remove(event.id());
      }
    }
    return rows;
  }

  private static Map<Long, Long> rowsOfTheTable() throws SQLException {
    Map<Long, Long> rows = new TreeMap<>();
    try (Connection connection = stack.connect();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT event_id, coalesce(duration_seconds, 0) FROM telecom_events")) {
      while (result.next()) {
        rows.put(result.getLong(1), result.getLong(2));
      }
    }
    return rows;
  }

  private static JsonNode snapshot() throws Exception {
    return stack.source("telecom").path("incrementalSnapshot");
  }

  private static String state() throws Exception {
    return stack.source("telecom").get("state").asText();
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(LIMIT).ignoreExceptions().until(condition);
  }
}
