package io.millrace.bridge.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The compacted topic that holds each source's position: one partition, key and value as Kafka
 * Connect writes them, so that its tools read it.
 */
final class OffsetTopic {

  static final String NAME = "millrace.bridge.offsets";
  static final TopicPartition PARTITION = new TopicPartition(NAME, 0);

  private OffsetTopic() {}

  /**
   * Reads the newest value of every key.
   *
   * @param timeout for the whole read
   * @throws TimeoutException if the topic's present end is not reached in time
   */
  static Map<ByteBuffer, ByteBuffer> read(String bootstrapServers, Duration timeout) {
    Instant deadline = Instant.now().plus(timeout);
    Map<ByteBuffer, ByteBuffer> newest = new HashMap<>();
    Map<String, Object> properties =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.CLIENT_ID_CONFIG,
            "millrace-bridge-offsets",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) timeout.toMillis(),
            ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            (int) timeout.toMillis());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      long end = consumer.endOffsets(List.of(PARTITION), timeout).getOrDefault(PARTITION, 0L);
      while (consumer.position(PARTITION, timeout) < end) {
        if (Instant.now().isAfter(deadline)) {
          throw new TimeoutException("could not read " + NAME + " to its end within " + timeout);
        }
        for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(Duration.ofMillis(200))) {
          remember(newest, entry);
        }
      }
    }
    return newest;
  }

  private static void remember(
      Map<ByteBuffer, ByteBuffer> newest, ConsumerRecord<byte[], byte[]> entry) {
    ByteBuffer key = ByteBuffer.wrap(entry.key());
    if (entry.value() == null) {
      newest.remove(key);
    } else {
      newest.put(key, ByteBuffer.wrap(entry.value()));
    }
  }
}
