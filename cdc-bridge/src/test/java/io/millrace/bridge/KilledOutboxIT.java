package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bridge.MessageReader.Message;
import io.millrace.bridge.kafka.PublishStep;
import io.millrace.model.Domain;
import io.millrace.model.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bridge ends as by SIGKILL while it publishes the raw snapshots of flights. */
class KilledOutboxIT {

  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String OPENSKY = Domain.OPENSKY.database();
  private static final Map<String, String> SETTINGS = Map.of("MILLRACE_BRIDGE_SOURCES", OPENSKY);

  @TempDir Path folder;
  private CaptureStack stack;
  private MessageReader reader;

  @BeforeEach
  void start() throws Exception {
    stack = CaptureStack.start(folder);
    reader = new MessageReader(stack.bootstrapServers(), Topics.RAW_FLIGHTS);
  }

  @AfterEach
  void stop() {
    reader.close();
    stack.close();
  }

  @Test
  void publishesEachSnapshotOnce() throws Exception {
    insert(1, 3_000);
    crashAt(PublishStep.AMID_SEND, 1);
    stack.startBridge(SETTINGS);
    await().atMost(LIMIT).until(() -> stack.health().body().contains("streaming;"));
    stack.killBridges();
    // One transaction larger than a batch, and deletions of what is and is not in Kafka.
    insert(3_001, 9_000);
    stack.executeIn(OPENSKY, "DELETE FROM raw_flights WHERE snapshot_id % 3 = 0");
    insert(9_001, 9_500);
    crashAt(PublishStep.AFTER_COMMIT, 2);
    crashAt(PublishStep.BEFORE_COMMIT, 2);
    crashAt(PublishStep.AMID_SEND, 2);
    stack.startBridge(SETTINGS);

    await().atMost(LIMIT).until(() -> reader.poll().stream().anyMatch(m -> id(m) == 9_500));
    stack.executeIn(OPENSKY, "DELETE FROM raw_flights");
    insert(9_501, 9_501);
    await().atMost(LIMIT).until(() -> reader.poll().stream().anyMatch(m -> id(m) == 9_501));

    List<Message> messages = reader.poll();
    assertThat(messages)
        .extracting(KilledOutboxIT::id)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 9_501).boxed().toList());
    assertThat(messages)
        .allSatisfy(
            message ->
                assertThat(message.body()).asString().isEqualTo("\u0001body " + id(message)));
    assertThat(messages.get(0).key()).isEqualTo("live");
    assertThat(messages.get(0).headers())
        .containsEntry("source", "live")
        .containsEntry("run", "0123abcd")
        .containsEntry("observed_at", "2026-11-21T08:00:00.000001Z")
        .containsEntry("content_type", "application/json")
        .containsEntry("content_encoding", "gzip")
        .containsOnlyKeys(
            "snapshot_id",
            "source",
            "run",
            "observed_at",
            "received_at",
            "content_type",
            "content_encoding");
  }

  private void insert(int first, int last) throws Exception {
    stack.executeIn(
        OPENSKY,
        "INSERT INTO raw_flights (record_key, source, run, observed_at, body)"
            + " SELECT 'live', 'live', '0123abcd', '2026-11-21T08:00:00.000001Z',"
            + " convert_to(E'\\x01body ' || i, 'UTF8') FROM generate_series("
            + (first + ", " + last)
            + ") i ORDER BY i");
  }

  private void crashAt(PublishStep step, int times) throws Exception {
    assertThat(
            stack
                .startCrashingBridge(step, times, SETTINGS)
                .onExit()
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .exitValue())
        .as("crash at step %s", step)
        .isEqualTo(137);
  }

  private static long id(Message message) {
    return Long.parseLong(message.header("snapshot_id"));
  }
}
