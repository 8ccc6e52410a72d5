package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bridge.TopicReader.Event;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.metrics.MetricsPage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is away comes back, and the same process goes on, with a heap far smaller than what it
 * missed; {@code -Dmillrace.outage=PT5M} for a longer absence of Kafka.
 */
class OutageIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static final Duration OUTAGE =
      Duration.parse(System.getProperty("millrace.outage", "PT20S"));
  private static final int HEAP_MEGABYTES = 64;
  private static final int BACKLOG = 40_000;

  @TempDir static Path folder;
  private static CaptureStack stack;
  private static ChildProcess bridge;

  @BeforeAll
  static void start() throws Exception {
    stack = CaptureStack.start(folder);
    bridge = stack.startBridge(HEAP_MEGABYTES, Map.of());
    await().atMost(LIMIT).until(() -> stack.health().status() == 200);
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void goesOnByItselfInASmallHeapWhenKafkaReturns() throws Exception {
    long pid = bridge.pid();
    stack.kafka().stop();
    long stopped = System.nanoTime();
    insert(10_001, 10_000 + BACKLOG);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(stack.health())
                    .returns(503, CaptureStack.Health::status)
                    .extracting(CaptureStack.Health::body)
                    .asString()
                    .contains("\"name\":\"kafka\",\"status\":\"DOWN\""));
    await().atMost(OUTAGE.plus(LIMIT)).until(() -> System.nanoTime() - stopped > OUTAGE.toNanos());
    assertThat(stack.health().status()).isEqualTo(503);

    stack.restartKafka();

    awaitRows(10_001, 10_000 + BACKLOG);
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
    MetricsPage page = stack.metricsPage();
    for (String metric :
        List.of(
            "millrace_bridge_slot_active",
            "millrace_bridge_slot_wal_status",
            "millrace_bridge_slot_safe_wal_size_bytes",
            "millrace_bridge_replication_lag_bytes",
            "millrace_bridge_replication_kept_bytes")) {
      assertThat(page.samples(metric, Map.of()))
          .as(metric)
          .isNotEmpty()
          .allMatch(sample -> Double.isNaN(sample.value()));
    }

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
          .until(() -> reader.where(event -> in(event, from, to)).size() > to - from);
      assertThat(reader.where(event -> in(event, from, to)))
          .extracting(Event::id)
          .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(from, to).boxed().toList());
    }
  }

  private static boolean in(Event event, long from, long to) {
    return event.id() >= from && event.id() <= to;
  }
}
