package io.millrace.bridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.bridge.BridgeMetrics;
import io.millrace.model.DeadLetterHeaders;
import io.millrace.model.Topics;
import java.util.Arrays;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns change events into Kafka's records. One that cannot be turned into a record, or not into
 * one that a topic takes, becomes a dead letter in the same transaction, and the stream goes on.
 */
final class EventSender {

  private static final Logger log = LoggerFactory.getLogger(EventSender.class);

  private static final String TOMBSTONE = "tombstone";

  /** The key of a truncation: compacted topics refuse records that have none. */
  private static final String WHOLE_TABLE = "{}";

  /** Room for headers and the batch around a record. */
  private static final int OVERHEAD_BYTES = 4 << 10;

  private static final int LARGEST_PAYLOAD = Producers.LARGEST_RECORD - OVERHEAD_BYTES;

  private final TransactionalProducer producer;
  private final SchemaWatch schemas = new SchemaWatch();
  private final EnvelopeSerializer serializer = new EnvelopeSerializer();
  private final String source;
  private final BridgeMetrics.Source metrics;

  /**
   * @param source named in dead letters
   */
  EventSender(TransactionalProducer producer, String source, BridgeMetrics.Source metrics) {
    this.producer = producer;
    this.source = source;
    this.metrics = metrics;
  }

  void send(SourceRecord event) {
    schemas.note(event);
    byte @Nullable [] key;
    byte[] value;
    try {
      key = serializer.key(event);
      value = Objects.requireNonNull(serializer.value(event), "the event has no value");
    } catch (RuntimeException e) {
      String text = "key " + event.key() + " value " + event.value();
      deadLetter(event, null, text.getBytes(UTF_8), "not_convertible", e.toString());
      return;
    }
    int keySize = key == null ? 0 : key.length;
    if (keySize + value.length > LARGEST_PAYLOAD) {
      String detail =
          "%,d bytes; a record of the topic may have %,d"
              .formatted(keySize + value.length, LARGEST_PAYLOAD);
      deadLetter(event, key, value, "too_large", detail);
      return;
    }
    String op = ((Struct) event.value()).getString("op");
    if (op.equals("t")) {
      // Every partition learns of it between the right events of its own.
      producer
          .partitionsFor(event.topic())
          .forEach(
              partition ->
                  send(
                      event.topic(),
                      partition.partition(),
                      WHOLE_TABLE.getBytes(UTF_8),
                      value,
                      op));
    } else if (key == null) {
      // Without a key to tell rows apart, one partition alone keeps each row's order.
      send(event.topic(), 0, null, value, op);
    } else {
      send(event.topic(), null, key, value, op);
      if (op.equals("d")) {
        // By which a compacted topic forgets the row.
        send(event.topic(), null, key, null, TOMBSTONE);
      }
    }
  }

  private void send(
      String topic,
      @Nullable Integer partition,
      byte @Nullable [] key,
      byte @Nullable [] value,
      String op) {
    producer.send(new ProducerRecord<>(topic, partition, key, value));
    metrics.event(
        topic.substring(topic.lastIndexOf('.') + 1),
        op,
        (key == null ? 0 : key.length) + (long) (value == null ? 0 : value.length));
  }

  /** Keeps the event whole, in as many letters as it takes. */
  private void deadLetter(
      SourceRecord event, byte @Nullable [] key, byte[] value, String reason, String detail) {
    int pieceSize = LARGEST_PAYLOAD - (key == null ? 0 : Math.min(key.length, LARGEST_PAYLOAD / 2));
    int pieces = (value.length + pieceSize - 1) / pieceSize;
    for (int piece = 1; piece <= pieces; piece++) {
      byte[] part =
          Arrays.copyOfRange(
              value, (piece - 1) * pieceSize, Math.min(piece * pieceSize, value.length));
      ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(Topics.DEAD_LETTERS, key, part);
      add(letter.headers(), DeadLetterHeaders.TOPIC, event.topic());
      add(letter.headers(), DeadLetterHeaders.REASON, reason);
      add(letter.headers(), DeadLetterHeaders.DETAIL, detail);
      add(letter.headers(), DeadLetterHeaders.SOURCE, source + " " + event.sourceOffset());
      add(letter.headers(), DeadLetterHeaders.PIECE, piece + "/" + pieces);
      producer.send(letter);
    }
    metrics.deadLetter(reason);
    log.atWarn()
        .addKeyValue("topic", event.topic())
        .addKeyValue("reason", reason)
        .addKeyValue("detail", detail)
        .addKeyValue("offset", event.sourceOffset())
        .log("change event became a dead letter");
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }
}
