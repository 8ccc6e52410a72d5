package io.millrace.bridge.kafka;

import io.millrace.bridge.SourceDefinition;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The compacted topic that holds a source's position: one partition, key and value as Kafka Connect
 * writes them, so that its tools read it. Each source has its own, since the open transaction of
 * one source would hide the committed position of another behind it.
 */
public final class OffsetTopic {

  private OffsetTopic() {}

  /** The topic's name. */
  public static String nameFor(SourceDefinition source) {
    return "millrace.bridge.offsets." + source.name();
  }

  /**
   * Reads the newest committed value of every key.
   *
   * @param timeout for the whole read
   * @throws TimeoutException if the topic's present end is not reached in time; an open transaction
   *     keeps it from being reached, so whoever wrote last must have been fenced before
   */
  static Map<ByteBuffer, ByteBuffer> read(String bootstrapServers, String topic, Duration timeout) {
    TopicPartition partition = new TopicPartition(topic, 0);
    long end = end(bootstrapServers, partition, timeout);
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
            // A fetch behind the end would hold up the close by this.
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            10,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) timeout.toMillis(),
            ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            (int) timeout.toMillis());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (consumer.position(partition, timeout) < end) {
        if (Instant.now().isAfter(deadline)) {
          throw new TimeoutException("could not read " + topic + " to its end within " + timeout);
        }
        for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(Duration.ofMillis(200))) {
          remember(newest, entry);
        }
      }
    }
    return newest;
  }

  /** The end with what is not committed; a reader of committed records is told a smaller one. */
  private static long end(String bootstrapServers, TopicPartition partition, Duration timeout) {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      return admin
          .listOffsets(
              Map.of(partition, OffsetSpec.latest()),
              new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .partitionResult(partition)
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
          .offset();
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new KafkaException("could not read the end of " + partition.topic(), e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
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
