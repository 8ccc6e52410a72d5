package io.millrace.bridge.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the engine's offsets in {@link OffsetTopic}. The engine creates it by class name and
 * configures it from its own properties.
 *
 * <p>Kafka Connect's own store does the same with an endless reader thread, an endless delivery
 * timeout and a fixed client id for every engine; this one reads once, at start, and fails with a
 * cause when Kafka is away, so that the supervisor can show it.
 */
public final class TopicOffsetStore implements OffsetBackingStore {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Map<ByteBuffer, ByteBuffer> offsets = new ConcurrentHashMap<>();
  private String bootstrapServers = "";
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  /** For the engine. */
  public TopicOffsetStore() {}

  @Override
  public void configure(WorkerConfig config) {
    bootstrapServers =
        Objects.requireNonNull(
            config.originalsStrings().get(WorkerConfig.BOOTSTRAP_SERVERS_CONFIG),
            WorkerConfig.BOOTSTRAP_SERVERS_CONFIG);
  }

  @Override
  public void start() {
    offsets.putAll(OffsetTopic.read(bootstrapServers, TIMEOUT));
    producer = Producers.offsets(bootstrapServers);
  }

  @Override
  public void stop() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(2));
    }
  }

  @Override
  public Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
    Map<ByteBuffer, ByteBuffer> found = new HashMap<>();
    for (ByteBuffer key : keys) {
      ByteBuffer value = offsets.get(key);
      if (value != null) {
        found.put(key, value.duplicate());
      }
    }
    return CompletableFuture.completedFuture(found);
  }

  @Override
  public Future<Void> set(Map<ByteBuffer, ByteBuffer> values, Callback<Void> callback) {
    KafkaProducer<byte[], byte[]> open = producer;
    if (open == null) {
      throw new IllegalStateException("the offset store is not started");
    }
    CompletableFuture<?>[] writes =
        values.entrySet().stream()
            .map(entry -> write(open, entry.getKey(), entry.getValue()))
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(writes)
        .whenComplete((nothing, error) -> callback.onCompletion(error, nothing));
  }

  @Override
  public Set<Map<String, Object>> connectorPartitions(String connectorName) {
    // Connect's REST interface asks for these; the embedded engine never does.
    return Set.of();
  }

  private CompletableFuture<Void> write(
      KafkaProducer<byte[], byte[]> open, ByteBuffer key, ByteBuffer value) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    open.send(
        new ProducerRecord<>(OffsetTopic.NAME, 0, bytes(key), bytes(value)),
        (metadata, error) -> {
          if (error != null) {
            written.completeExceptionally(error);
          } else {
            // Only now: the engine reads it back to tell PostgreSQL what it may forget.
            offsets.put(key.duplicate(), value.duplicate());
            written.complete(null);
          }
        });
    return written;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
