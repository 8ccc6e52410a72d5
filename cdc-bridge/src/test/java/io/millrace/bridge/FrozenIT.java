package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bridge.TopicReader.Event;
import io.millrace.runtime.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A peer that stops without a word, as behind a cut cable: its connections stay open, and nothing
 * comes.
 */
class FrozenIT {

  private static final Duration LIMIT = Duration.ofSeconds(120);

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
  void repeatsNothingWhenKafkaWasFrozenLongerThanADeliveryMayTake() throws Exception {
    insert(1, 1_000);
    awaitOnce(1, 1_000);
    ProcessHandle kafka = process(stack.kafka().process().pid());
    signal("-STOP", List.of(kafka));
    try {
      insert(1_001, 2_000);
      await().atMost(LIMIT).until(() -> stack.health().body().contains("\"waiting"));
    } finally {
      signal("-CONT", List.of(kafka));
    }

    awaitOnce(1, 2_000);
    await().atMost(LIMIT).until(() -> stack.health().status() == 200);
    assertThat(bridge.isAlive()).isTrue();
  }

  @Test
  void saysSoWhenPostgresIsFrozenAndGoesOnWhenItThaws() throws Exception {
    ProcessHandle postgres = stack.postgres().postmaster().orElseThrow();
    List<ProcessHandle> family =
        Stream.concat(Stream.of(postgres), postgres.descendants()).toList();
    signal("-STOP", family);
    try {
      await()
          .atMost(LIMIT)
          .until(
              () -> stack.health().body().contains("\"postgresql-telecom\",\"status\":\"DOWN\""));
      assertThat(stack.health().status()).isEqualTo(503);
    } finally {
      signal("-CONT", family);
    }
    insert(10_001, 11_000);

    awaitOnce(10_001, 11_000);
    await().atMost(LIMIT).until(() -> stack.health().status() == 200);
    assertThat(bridge.isAlive()).isTrue();
  }

  private static ProcessHandle process(long pid) {
    return ProcessHandle.of(pid).orElseThrow();
  }

  private static void signal(String signal, List<ProcessHandle> processes)
      throws IOException, InterruptedException {
    for (ProcessHandle process : processes) {
      new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    }
  }

  private static void insert(long from, long to) throws Exception {
    stack.execute(
        "INSERT INTO telecom_events (event_id, source) SELECT i, 'frozen' FROM generate_series("
            + from
            + ", "
            + to
            + ") i");
  }

  private static void awaitOnce(long from, long to) {
    try (TopicReader reader = new TopicReader(stack.bootstrapServers())) {
      await()
          .atMost(LIMIT)
          .until(() -> reader.where(event -> in(event, from, to)).size() >= to - from + 1);
      assertThat(reader.where(event -> in(event, from, to)))
          .extracting(Event::id)
          .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(from, to).boxed().toList());
    }
  }

  private static boolean in(Event event, long from, long to) {
    return event.id() >= from && event.id() <= to;
  }
}
