package io.millrace.bridge.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bridge.SourceDefinition;
import io.millrace.bridge.source.ServerHistory.Origin;
import io.millrace.bridge.source.SourcePosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Reads, writes and forgets the stored position of one source, in the form its engine reads. */
public final class SourceOffsets {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Fields of ours, which the engine overlooks. */
  private static final String SYSTEM = "millrace_system";

  private static final String TIMELINE = "millrace_timeline";

  private final String bootstrapServers;
  private final String topic;
  private final byte[] key;

  private @Nullable Origin origin;

  /**
   * @param engineName the engine's {@code name}, first element of the stored key
   */
  public SourceOffsets(String bootstrapServers, SourceDefinition source, String engineName) {
    this.bootstrapServers = bootstrapServers;
    this.topic = OffsetTopic.nameFor(source);
    this.key = json(List.of(engineName, Map.of("server", source.name())));
  }

  /**
   * The stored position; empty before the first snapshot has ended.
   *
   * @throws org.apache.kafka.common.KafkaException if Kafka cannot be read within 10 s
   */
  public Optional<Stored> find() {
    return Optional.ofNullable(
            OffsetTopic.read(bootstrapServers, topic, TIMEOUT).get(ByteBuffer.wrap(key)))
        .map(this::map)
        .map(offset -> new Stored(SourcePosition.of(offset), origin(offset)));
  }

  /**
   * What is stored.
   *
   * @param origin the server's history it belongs to; empty in what older versions stored
   */
  public record Stored(SourcePosition position, Optional<Origin> origin) {}

  private static Optional<Origin> origin(Map<String, Object> offset) {
    return offset.get(SYSTEM) instanceof String system
            && offset.get(TIMELINE) instanceof Number timeline
        ? Optional.of(new Origin(system, timeline.intValue()))
        : Optional.empty();
  }

  /** Has every position that is stored from now on say which history it belongs to. */
  public void stampWith(Origin history) {
    this.origin = history;
  }

  /** The record that stores a position. */
  ProducerRecord<byte[], byte[]> store(SourcePosition position) {
    Map<String, Object> offset = position.offset();
    Origin history = origin;
    if (history != null) {
      offset.put(SYSTEM, history.system());
      offset.put(TIMELINE, history.timeline());
    }
    return new ProducerRecord<>(topic, 0, key, json(offset));
  }

  /** Has an engine begin at a position. */
  public void beginAt(SourcePosition position, Properties engine) {
    PositionStore.begin(engine, store(position));
  }

  /** Forgets the position, so that the next start reads the tables again. */
  public void forget() throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer = Producers.offsets(bootstrapServers)) {
      producer.send(new ProducerRecord<>(topic, 0, key, null)).get();
    }
  }

  private static byte[] json(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Object> map(ByteBuffer value) {
    try {
      return JSON.readValue(value.array(), new TypeReference<Map<String, Object>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(
          topic
              + " holds "
              + new String(value.array(), StandardCharsets.UTF_8)
              + "; expected JSON as Kafka Connect writes it",
          e);
    }
  }
}
