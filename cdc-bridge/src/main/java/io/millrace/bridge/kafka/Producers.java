package io.millrace.bridge.kafka;

import io.millrace.bridge.MemoryShare;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The producers of the bridge: every record acknowledged by all in-sync replicas, in order. */
final class Producers {

  /** The largest record, in bytes: a row with a big text column before and after an update. */
  static final int LARGEST_RECORD = 16 << 20;

  /** What its key, value and headers may have; the rest is for the batch around it. */
  static final int LARGEST_PAYLOAD = LARGEST_RECORD - (4 << 10);

  /** A buffer must have room for the largest record and what is around it. */
  private static final int OVERHEAD = 1 << 20;

  private static final int DELIVERY_TIMEOUT_MILLIS = 30_000;

  private Producers() {}

  /** For change events of one source; what it holds that Kafka has not confirmed is bounded. */
  static KafkaProducer<byte[], byte[]> transactional(
      String bootstrapServers, String transactionalId, Duration transactionTimeout) {
    Map<String, Object> properties = common(bootstrapServers, transactionalId);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    properties.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(transactionTimeout.toMillis()));
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    // A commit sends what waits; until then more records make better batches.
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(
        ProducerConfig.BUFFER_MEMORY_CONFIG, MemoryShare.bytes(LARGEST_RECORD + OVERHEAD));
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD);
    return create(properties);
  }

  /** To delete positions. */
  static KafkaProducer<byte[], byte[]> offsets(String bootstrapServers) {
    Map<String, Object> properties = common(bootstrapServers, "millrace-bridge-offsets");
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 1L << 20);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return create(properties);
  }

  private static Map<String, Object> common(String bootstrapServers, String clientId) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    return properties;
  }

  private static KafkaProducer<byte[], byte[]> create(Map<String, Object> properties) {
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
