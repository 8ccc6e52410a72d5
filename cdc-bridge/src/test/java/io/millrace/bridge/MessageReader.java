package io.millrace.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the records of a topic from its beginning, whatever their bytes are. */
final class MessageReader implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<Message> messages = new ArrayList<>();

  MessageReader(String bootstrapServers, String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "group.id", "test-" + UUID.randomUUID(),
                "auto.offset.reset", "earliest",
                "metadata.max.age.ms", "1000",
                "enable.auto.commit", "false",
                "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(List.of(topic));
  }

  /**
   * @param key null if there is none
   */
  record Message(int partition, String key, byte[] body, Map<String, String> headers) {
    String header(String name) {
      return headers.get(name);
    }
  }

  /** What has been read so far, newly arrived records included. */
  List<Message> poll() {
    ConsumerRecords<byte[], byte[]> records;
    do {
      records = consumer.poll(Duration.ofMillis(100));
      records.forEach(
          each -> {
            Map<String, String> headers = new TreeMap<>();
            for (Header header : each.headers()) {
              headers.put(header.key(), new String(header.value(), UTF_8));
            }
            messages.add(
                new Message(
                    each.partition(),
                    each.key() == null ? null : new String(each.key(), UTF_8),
                    each.value(),
                    headers));
          });
    } while (records.count() > 0);
    return messages;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
