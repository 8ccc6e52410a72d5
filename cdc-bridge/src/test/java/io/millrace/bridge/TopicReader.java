package io.millrace.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads change events from the beginning of the topic; within a partition in its order. */
final class TopicReader implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<Event> events = new ArrayList<>();
  private List<String> columns = List.of();

  TopicReader(String bootstrapServers) {
    this(bootstrapServers, CaptureStack.TOPIC);
  }

  TopicReader(String bootstrapServers, String topic) {
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
   * @param key empty for a truncation
   * @param envelope null for a tombstone
   */
  record Event(int partition, JsonNode key, JsonNode envelope) {
    String op() {
      return envelope == null ? "tombstone" : envelope.get("op").asText();
    }

    /** Whether it is about one row, and not about all of its partition. */
    boolean isRow() {
      return !op().equals("t");
    }

    JsonNode after() {
      return envelope.get("after");
    }

    JsonNode before() {
      return envelope.get("before");
    }

    long id() {
      return key.get("event_id").asLong();
    }
  }

  /** Keeps only these columns of the new rows, and not the old ones: for a million events. */
  TopicReader keepingOnly(String... names) {
    columns = List.of(names);
    return this;
  }

  /** What has been read so far, newly arrived events included. */
  List<Event> poll() {
    ConsumerRecords<byte[], byte[]> messages;
    do {
      // All there is: whoever waits for a million events asks a few times a second.
      messages = consumer.poll(Duration.ofMillis(100));
      messages.forEach(this::add);
    } while (messages.count() > 0);
    return events;
  }

  private void add(ConsumerRecord<byte[], byte[]> message) {
    JsonNode envelope = json(message.value());
    if (envelope != null) {
      // Not asserted on, and larger than the rows; some tests hold 100,000 events.
      ((ObjectNode) envelope).retain("op", "before", "after", "unavailable");
      if (!columns.isEmpty() && envelope.get("after") instanceof ObjectNode row) {
        ((ObjectNode) envelope).retain("op", "after");
        row.retain(columns);
      }
    }
    events.add(new Event(message.partition(), json(message.key()), envelope));
  }

  List<Event> where(Predicate<Event> condition) {
    return poll().stream().filter(condition).toList();
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return bytes == null ? null : JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
