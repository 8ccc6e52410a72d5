package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.bridge.TopicReader.Event;
import io.millrace.runtime.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns come, go and change while events stream, and while no bridge runs. */
class SchemaChangeIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static CaptureStack stack;
  private static ChildProcess bridge;
  private static TopicReader reader;

  @BeforeAll
  static void start() throws Exception {
    stack = CaptureStack.start(folder);
    bridge = stack.startBridge(Map.of());
    await().atMost(LIMIT).until(() -> stack.health().status() == 200);
    reader = new TopicReader(stack.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    reader.close();
    stack.close();
  }

  @Test
  void showsEachRowInTheShapeItsTableHadThen() throws Exception {
    stack.execute("INSERT INTO telecom_events (event_id, source) VALUES (1, 'plain')");
    changeAndInsert("ADD COLUMN note text DEFAULT 'none'", "note", "'first'", 2);
    changeAndInsert("RENAME COLUMN note TO remark", "remark", "'second'", 3);
    changeAndInsert(
        "ALTER COLUMN remark DROP DEFAULT, ALTER COLUMN remark TYPE bigint USING length(remark)",
        "remark",
        "7",
        4);
    stack.execute(
        "ALTER TABLE telecom_events DROP COLUMN remark",
        "INSERT INTO telecom_events (event_id, source) VALUES (5, 'plain')");

    assertThat(after(1).has("note")).isFalse();
    assertThat(after(2).get("note").asText()).isEqualTo("first");
    assertThat(after(3).has("note")).isFalse();
    assertThat(after(3).get("remark").asText()).isEqualTo("second");
    assertThat(after(4).get("remark").isIntegralNumber()).isTrue();
    assertThat(after(4).get("remark").asLong()).isEqualTo(7);
    assertThat(after(5).has("remark")).isFalse();
    assertThat(Files.readString(stack.bridgeLog()))
        .contains("the table's columns have changed")
        .contains("added note string")
        .contains("dropped note")
        .contains("retyped remark string -> int64")
        .contains("dropped remark");

    // The same once more, all of it before the next bridge sees any of it.
    assertThat(bridge.stop(Duration.ofSeconds(10))).isTrue();
    stack.execute("INSERT INTO telecom_events (event_id, source) VALUES (11, 'plain')");
    changeAndInsert("ADD COLUMN note text", "note", "'away'", 12);
    changeAndInsert("RENAME COLUMN note TO remark", "remark", "'still'", 13);
    stack.execute(
        "ALTER TABLE telecom_events DROP COLUMN remark",
        "INSERT INTO telecom_events (event_id, source) VALUES (14, 'plain')");
    bridge = stack.startBridge(Map.of());

    assertThat(after(11).has("note")).isFalse();
    assertThat(after(12).get("note").asText()).isEqualTo("away");
    assertThat(after(13).get("remark").asText()).isEqualTo("still");
    assertThat(after(14).has("remark")).isFalse();
  }

  private static void changeAndInsert(String change, String column, String value, long id)
      throws Exception {
    stack.execute(
        "ALTER TABLE telecom_events " + change,
        "INSERT INTO telecom_events (event_id, source, "
            + column
            + ") VALUES ("
            + id
            + ", 'changed', "
            + value
            + ")");
  }

  private static JsonNode after(long id) {
    await().atMost(LIMIT).until(() -> reader.where(event -> event.id() == id).size() == 1);
    return reader.where(event -> event.id() == id).stream()
        .map(Event::after)
        .findFirst()
        .orElseThrow();
  }
}
