package io.millrace.bridge.kafka;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bridge.source.SourcePosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Reads and forgets the stored position of one source, outside of its engine. */
public final class SourceOffsets {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String bootstrapServers;
  private final String engineName;

  /**
   * @param engineName the engine's {@code name}, first element of the stored key
   */
  public SourceOffsets(String bootstrapServers, String engineName) {
    this.bootstrapServers = bootstrapServers;
    this.engineName = engineName;
  }

  /**
   * The stored position; empty before the first snapshot has ended.
   *
   * @throws org.apache.kafka.common.KafkaException if Kafka cannot be read within 10 s
   */
  public Optional<SourcePosition> find() {
    return OffsetTopic.read(bootstrapServers, TIMEOUT).entrySet().stream()
        .filter(entry -> isOurs(entry.getKey()))
        .map(entry -> SourcePosition.of(value(entry.getValue())))
        .findFirst();
  }

  /** Forgets the position, so that the next start reads the tables again. */
  public void forget() throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer = Producers.offsets(bootstrapServers)) {
      for (ByteBuffer key : OffsetTopic.read(bootstrapServers, TIMEOUT).keySet()) {
        if (isOurs(key)) {
          producer.send(new ProducerRecord<>(OffsetTopic.NAME, 0, key.array(), null)).get();
        }
      }
    }
  }

  private boolean isOurs(ByteBuffer key) {
    try {
      return JSON.readTree(key.array()).path(0).asText().equals(engineName);
    } catch (IOException e) {
      throw unreadable(key, e);
    }
  }

  private static Map<String, Object> value(ByteBuffer value) {
    try {
      return JSON.readValue(value.array(), new TypeReference<Map<String, Object>>() {});
    } catch (IOException e) {
      throw unreadable(value, e);
    }
  }

  private static UncheckedIOException unreadable(ByteBuffer bytes, IOException cause) {
    return new UncheckedIOException(
        OffsetTopic.NAME
            + " holds "
            + new String(bytes.array(), StandardCharsets.UTF_8)
            + "; expected JSON as Kafka Connect writes it",
        cause);
  }
}
