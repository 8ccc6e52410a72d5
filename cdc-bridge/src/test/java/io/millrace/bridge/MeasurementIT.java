package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.runtime.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Not a timed test: prints figures when asked for with {@code -Dmillrace.measure=true}. */
@EnabledIfSystemProperty(named = "millrace.measure", matches = "true")
class MeasurementIT {

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final long ROWS = Long.getLong("millrace.rows", 1_000_000);
  private static final List<String> POLL_INTERVALS = List.of("5ms", "20ms", "100ms");

  @TempDir Path folder;

  @Test
  void printsThroughputLatencyAndIdleCost() throws Exception {
    try (CaptureStack stack = CaptureStack.start(folder)) {
      backlog(stack);
      for (String pollInterval : POLL_INTERVALS) {
        idleAndLatency(stack, pollInterval);
      }
    }
  }

  /** Rows written while the bridge is down, in transactions of 1,000. */
  private static void backlog(CaptureStack stack) throws Exception {
    ChildProcess first = startStreaming(stack, "20ms");
    assertThat(first.stop(Duration.ofSeconds(10))).isTrue();
    stack.execute(
        """
        DO $$ BEGIN FOR t IN 0..%d LOOP
          INSERT INTO telecom_events (event_type, event_time, region, subscriber, counterparty,
            duration_seconds, megabytes, amount, source)
          SELECT 'DATA_SESSION', now(), 'Almaty', md5(i::text), md5((i + 1)::text), i, i / 1000.0,
            i / 100.0, 'measurement' FROM generate_series(1, 1000) i;
          COMMIT;
        END LOOP; END $$"""
            .formatted(ROWS / 1000 - 1));
    ChildProcess bridge = stack.startBridge(Map.of());
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(stack)) {
      await().pollInterval(Duration.ofMillis(20)).atMost(LIMIT).until(() -> end(consumer) > 0);
      long began = System.nanoTime();
      Duration cpuBefore = cpu(bridge);
      await().pollInterval(Duration.ofMillis(20)).atMost(LIMIT).until(() -> end(consumer) >= ROWS);
      double seconds = (System.nanoTime() - began) / 1e9;
      double cpu = cpu(bridge).minus(cpuBefore).toMillis() / 1e3;
      System.out.printf(
          "MEASURED backlog rows=%d seconds=%.1f events/s=%.0f cpu-s/million=%.1f rss=%s%n",
          ROWS, seconds, ROWS / seconds, cpu * 1e6 / ROWS, rss(bridge));
    }
    assertThat(bridge.stop(Duration.ofSeconds(10))).isTrue();
  }

  private static void idleAndLatency(CaptureStack stack, String pollInterval) throws Exception {
    ChildProcess bridge = startStreaming(stack, pollInterval);
    // Let the start-up's compilation settle before the idle cost is read.
    spend(Duration.ofSeconds(15), bridge);
    Duration cpuBefore = cpu(bridge);
    spend(Duration.ofSeconds(30), bridge);
    double idle = cpu(bridge).minus(cpuBefore).toMillis() / 300.0;
    long[] latencies = new long[500];
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(stack);
        Connection connection = stack.connect();
        Statement statement = connection.createStatement()) {
      consumer.seekToEnd(consumer.assignment());
      end(consumer);
      consumer.assignment().forEach(consumer::position);
      for (int i = 0; i < latencies.length; i++) {
        statement.execute("INSERT INTO telecom_events (source) VALUES ('latency')");
        long committed = System.nanoTime();
        while (!arrived(consumer)) {
          assertThat(System.nanoTime() - committed).isLessThan(LIMIT.toNanos());
        }
        latencies[i] = System.nanoTime() - committed;
      }
    }
    Arrays.sort(latencies);
    System.out.printf(
        "MEASURED poll=%s idle-cpu=%.1f%% latency-ms p50=%.1f p99=%.1f%n",
        pollInterval, idle, latencies[250] / 1e6, latencies[495] / 1e6);
    assertThat(bridge.stop(Duration.ofSeconds(10))).isTrue();
  }

  private static boolean arrived(KafkaConsumer<byte[], byte[]> consumer) {
    for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofSeconds(1))) {
      assertThat(event.value()).isNotNull();
      return true;
    }
    return false;
  }

  private static ChildProcess startStreaming(CaptureStack stack, String pollInterval)
      throws Exception {
    ChildProcess bridge =
        stack.startBridge(
            Map.of(
                "MILLRACE_BRIDGE_POLL_INTERVAL",
                pollInterval,
                "MILLRACE_BRIDGE_HEARTBEAT_INTERVAL",
                "5s"));
    await().atMost(LIMIT).until(() -> stack.health().body().contains("streaming;"));
    return bridge;
  }

  private static void spend(Duration duration, ChildProcess bridge) {
    bridge
        .onExit()
        .thenApply(exit -> false)
        .completeOnTimeout(true, duration.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private static KafkaConsumer<byte[], byte[]> consumer(CaptureStack stack) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", stack.bootstrapServers());
    properties.put("group.id", "measurement-" + UUID.randomUUID());
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(
        consumer.partitionsFor(CaptureStack.TOPIC).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList());
    return consumer;
  }

  private static long end(KafkaConsumer<byte[], byte[]> consumer) {
    return consumer.endOffsets(consumer.assignment()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private static Duration cpu(ChildProcess bridge) {
    return ProcessHandle.of(bridge.pid())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElseThrow();
  }

  private static String rss(ChildProcess bridge) throws Exception {
    return Files.readAllLines(Path.of("/proc/" + bridge.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .findFirst()
        .orElse("unknown");
  }
}
