package io.millrace.bridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.bridge.BridgeMetrics;
import io.millrace.bridge.SourceDefinition;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns change events into Kafka's records. One that cannot be turned into a record, or not into
 * one that a topic takes, becomes a dead letter in the same transaction, and the stream goes on.
 */
final class EventSender {

  private static final String TOMBSTONE = "tombstone";

  /** The key of a truncation: compacted topics refuse records that have none. */
  private static final String WHOLE_TABLE = "{}";

  private final TransactionalProducer producer;
  private final String heartbeatTopic;
  private final SchemaWatch schemas = new SchemaWatch();
  private final EnvelopeSerializer serializer = new EnvelopeSerializer();
  private final BridgeMetrics.Source metrics;
  private final DeadLetters deadLetters;
  private final OutboxSender outboxes;

  /**
   * @param source whose events these are
   */
  EventSender(
      TransactionalProducer producer, SourceDefinition source, BridgeMetrics.Source metrics) {
    this.producer = producer;
    this.heartbeatTopic = source.heartbeatTopic();
    this.metrics = metrics;
    this.deadLetters = new DeadLetters(producer, source.name(), metrics);
    this.outboxes = new OutboxSender(producer, source, deadLetters, metrics);
  }

  /**
   * Sends what becomes of an event.
   *
   * @return whether it counts as an event: a heartbeat does not, and of an outbox's changes only an
   *     insert does
   */
  boolean send(SourceRecord event) {
    if (isHeartbeat(event)) {
      producer.send(
          new ProducerRecord<>(heartbeatTopic, 0, serializer.key(event), serializer.value(event)));
      return false;
    }
    schemas.note(event);
    if (outboxes.takes(event)) {
      return outboxes.send(event);
    }
    sendChange(event);
    return true;
  }

  /** Whether it is the source's heartbeat, which changes no row. */
  boolean isHeartbeat(SourceRecord event) {
    return event.topic().equals(heartbeatTopic);
  }

  private void sendChange(SourceRecord event) {
    byte @Nullable [] key;
    byte[] value;
    try {
      key = serializer.key(event);
      value = Objects.requireNonNull(serializer.value(event), "the event has no value");
    } catch (RuntimeException e) {
      String text = "key " + event.key() + " value " + event.value();
      deadLetters.notConvertible(event, event.topic(), text.getBytes(UTF_8), e);
      return;
    }
    long size = (key == null ? 0 : key.length) + (long) value.length;
    if (size > Producers.LARGEST_PAYLOAD) {
      deadLetters.tooLarge(
          event, new DeadLetters.Undelivered(event.topic(), key, value, List.of()), size);
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
}
