package io.millrace.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Plays the bridge: writes change events of one table into Kafka. */
class ChangeFeed implements AutoCloseable {

  private final String topic;
  private final String keyColumn;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Future<RecordMetadata>> unconfirmed = new ArrayList<>();
  private long records;

  ChangeFeed(String bootstrapServers, String topic, String keyColumn) {
    this.topic = topic;
    this.keyColumn = keyColumn;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "5"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** A change event of the row with this key. */
  void change(long key, String op, @Nullable String before, @Nullable String after) {
    change(key, op, "false", before, after);
  }

  /** A change event as a snapshot of this kind has it. */
  void change(
      long key, String op, String snapshot, @Nullable String before, @Nullable String after) {
    send(
        key,
        "{\"before\":%s,\"after\":%s,\"source\":{\"ts_ms\":%d,\"snapshot\":\"%s\"},\"op\":\"%s\"}"
            .formatted(before, after, System.currentTimeMillis(), snapshot, op));
  }

  /** What follows the deletion of a row. */
  void tombstone(long key) {
    send(key, null);
  }

  /** A record that is not one of the feed's changes. */
  void raw(byte @Nullable [] key, byte[] value) {
    send(new ProducerRecord<>(topic, key, value));
  }

  /** A transaction that changes no row; not counted among the feed's records. */
  void heartbeat(String heartbeatTopic, long commitMillis)
      throws ExecutionException, InterruptedException {
    String value =
        "{\"op\":\"m\",\"ts_ms\":%d,\"source\":{\"ts_ms\":%d},\"message\":{\"prefix\":\"millrace.heartbeat\",\"content\":\"\"}}"
            .formatted(commitMillis, commitMillis);
    producer
        .send(
            new ProducerRecord<>(
                heartbeatTopic,
                "{\"prefix\":\"millrace.heartbeat\"}".getBytes(UTF_8),
                value.getBytes(UTF_8)))
        .get();
  }

  /** Waits until Kafka has all that was sent. */
  void flush() throws ExecutionException, InterruptedException {
    for (Future<RecordMetadata> confirmation : unconfirmed) {
      confirmation.get();
    }
    unconfirmed.clear();
  }

  /** Number of records sent, tombstones included. */
  long records() {
    return records;
  }

  private void send(long key, @Nullable String value) {
    send(
        new ProducerRecord<>(
            topic,
            ("{\"" + keyColumn + "\":" + key + "}").getBytes(UTF_8),
            value == null ? null : value.getBytes(UTF_8)));
  }

  private void send(ProducerRecord<byte[], byte[]> change) {
    unconfirmed.add(producer.send(change));
    records++;
  }

  @Override
  public void close() {
    producer.close();
  }
}
