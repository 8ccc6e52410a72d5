package io.millrace.bridge.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;

/**
 * Gives the engine the position it begins at, and keeps for it, in memory, the ones it has passed.
 * The engine creates it by class name and configures it from its own properties.
 *
 * <p>It writes nothing: when the engine hands a position over, {@link ChangePublisher} has stored
 * it already, in the transaction that holds the events before it.
 */
public final class PositionStore implements OffsetBackingStore {

  private static final String KEY = "offset.storage.millrace.key";
  private static final String VALUE = "offset.storage.millrace.value";

  private final Map<ByteBuffer, ByteBuffer> offsets = new ConcurrentHashMap<>();

  /** For the engine. */
  public PositionStore() {}

  /** Has the engine begin where {@code stored}, a record of its offset topic, says. */
  static void begin(Properties engine, ProducerRecord<byte[], byte[]> stored) {
    engine.put(KEY, new String(stored.key(), StandardCharsets.UTF_8));
    engine.put(VALUE, new String(stored.value(), StandardCharsets.UTF_8));
  }

  @Override
  public void configure(WorkerConfig config) {
    Map<String, String> properties = config.originalsStrings();
    String key = properties.get(KEY);
    String value = properties.get(VALUE);
    if (key != null && value != null) {
      offsets.put(bytes(key), bytes(value));
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void start() {
    // All it needs, it has been told.
  }

  @Override
  public void stop() {
    // There is nothing to close.
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
    values.forEach((key, value) -> offsets.put(key.duplicate(), value.duplicate()));
    callback.onCompletion(null, null);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Set<Map<String, Object>> connectorPartitions(String connectorName) {
    // Connect's REST interface asks for these; the embedded engine never does.
    return Set.of();
  }
}
