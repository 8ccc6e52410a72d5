package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bridge.TopicReader.Event;
import io.millrace.runtime.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The slot cannot serve the stored position: never silently on. */
class LostPlaceIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;
  private CaptureStack stack;

  @BeforeEach
  void captureOnce() throws Exception {
    stack = CaptureStack.start(folder);
    ChildProcess bridge = stack.startBridge(Map.of());
    stack.execute("INSERT INTO telecom_events (event_id, source) VALUES (1, 'captured')");
    await().atMost(LIMIT).until(() -> stack.health().body().contains("streaming;"));
    bridge.stop(Duration.ofSeconds(10));
    stack.execute("SELECT pg_drop_replication_slot('millrace_telecom')");
    stack.execute("INSERT INTO telecom_events (event_id, source) VALUES (2, 'between')");
  }

  @AfterEach
  void stop() {
    stack.close();
  }

  @Test
  void waitsAndNamesTheRemedyWhenTheSlotIsMissingAndReadsTheTablesAgainWhenToldTo()
      throws Exception {
    ChildProcess bridge = stack.startBridge(Map.of());
    awaitCause("replication slot millrace_telecom is missing");
    bridge.stop(Duration.ofSeconds(10));

    stack.startBridge(Map.of("MILLRACE_BRIDGE_SNAPSHOT_MODE", "when_needed"));

    try (TopicReader reader = new TopicReader(stack.bootstrapServers())) {
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(reader.poll()).extracting(Event::id).contains(1L, 2L));
      assertThat(reader.where(event -> event.id() == 2)).extracting(Event::op).contains("r");
    }
  }

  @Test
  void waitsAndNamesTheRemedyWhenTheSlotWasDroppedAndMadeAgain() throws Exception {
    stack.execute("SELECT pg_create_logical_replication_slot('millrace_telecom', 'pgoutput')");

    stack.startBridge(Map.of());

    awaitCause("beyond the stored position");
  }

  @Test
  void waitsAndNamesTheCauseWhenThePasswordIsWrong() throws Exception {
    stack.startBridge(Map.of("MILLRACE_POSTGRES_REPLICATION_PASSWORD", "wrong"));

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(stack.health().body())
                    .contains("password authentication failed for user"));
    assertThat(stack.health().status()).isEqualTo(503);
  }

  private void awaitCause(String text) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(stack.health().body())
                    .contains(text)
                    .contains("MILLRACE_BRIDGE_SNAPSHOT_MODE=when_needed"));
    assertThat(stack.health().status()).isEqualTo(503);
  }
}
