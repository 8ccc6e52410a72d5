package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bridge.TopicReader.Event;
import io.millrace.runtime.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is away comes back, and the same process goes on. */
class OutageIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir static Path folder;
  private static CaptureStack stack;
  private static ChildProcess bridge;

  @BeforeAll
  static void start() throws Exception {
    stack = CaptureStack.start(folder);
    bridge = stack.startBridge(Map.of());
    await().atMost(LIMIT).until(() -> stack.health().status() == 200);
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void goesOnByItselfWhenKafkaReturnsAfterTwentySeconds() throws Exception {
    long pid = bridge.pid();
    stack.kafka().stop();
    long stopped = System.nanoTime();
    insert(1_001, 3_000);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(stack.health())
                    .returns(503, CaptureStack.Health::status)
                    .extracting(CaptureStack.Health::body)
                    .asString()
                    .contains("\"name\":\"kafka\",\"status\":\"DOWN\""));
    await()
        .atMost(LIMIT)
        .until(() -> System.nanoTime() - stopped > Duration.ofSeconds(20).toNanos());
    assertThat(stack.health().status()).isEqualTo(503);

    stack.restartKafka();

    awaitRows(1_001, 3_000);
    await().atMost(LIMIT).until(() -> stack.health().status() == 200);
    assertThat(bridge.isAlive()).isTrue();
    assertThat(bridge.pid()).isEqualTo(pid);
  }

  @Test
  void goesOnByItselfWhenPostgresWasKilledAndStartedAgain() throws Exception {
    insert(5_001, 5_500);
    stack.postgres().kill();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(stack.health())
                    .returns(503, CaptureStack.Health::status)
                    .extracting(CaptureStack.Health::body)
                    .asString()
                    .contains("\"name\":\"postgresql-telecom\",\"status\":\"DOWN\""));

    stack.restartPostgres();
    insert(5_501, 6_000);

    awaitRows(5_001, 6_000);
    await().atMost(LIMIT).until(() -> stack.health().status() == 200);
    assertThat(bridge.isAlive()).isTrue();
  }

  private static void insert(long from, long to) throws Exception {
    stack.execute(
        "INSERT INTO telecom_events (event_id, source) SELECT i, 'outage' FROM generate_series("
            + from
            + ", "
            + to
            + ") i");
  }

  private static void awaitRows(long from, long to) {
    try (TopicReader reader = new TopicReader(stack.bootstrapServers())) {
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(
                          reader.poll().stream()
                              .map(Event::id)
                              .filter(id -> id >= from && id <= to)
                              .distinct())
                      .containsExactlyInAnyOrderElementsOf(
                          LongStream.rangeClosed(from, to).boxed().toList()));
    }
  }
}
