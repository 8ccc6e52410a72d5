package io.millrace.bridge.kafka;

import io.millrace.bridge.BridgeMetrics;
import io.millrace.bridge.SourceDefinition;
import io.millrace.bridge.json.ConnectJson;
import io.millrace.bridge.kafka.DeadLetters.Undelivered;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Makes records of the rows that come into the outboxes of one source. */
final class OutboxSender {

  private final TransactionalProducer producer;
  private final DeadLetters deadLetters;
  private final BridgeMetrics.Source metrics;
  private final ConnectJson json = new ConnectJson();

  /** The topics of messages, by those that Debezium names for the outboxes. */
  private final Map<String, String> topics;

  OutboxSender(
      TransactionalProducer producer,
      SourceDefinition source,
      DeadLetters deadLetters,
      BridgeMetrics.Source metrics) {
    this.producer = producer;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
    this.topics =
        source.outboxes().stream().collect(Collectors.toMap(source::topic, table -> table.name()));
  }

  /** Whether the event is of an outbox. */
  boolean takes(SourceRecord event) {
    return topics.containsKey(event.topic());
  }

  /**
   * Publishes the message, if the event is one.
   *
   * @return whether anything is sent, be it a dead letter
   */
  boolean send(SourceRecord event) {
    if (!OutboxMessage.isInsert(event)) {
      return false;
    }
    String topic = Objects.requireNonNull(topics.get(event.topic()));
    OutboxMessage message;
    try {
      message = OutboxMessage.of(event, json);
    } catch (RuntimeException e) {
      deadLetters.notConvertible(event, topic, envelope(event), e);
      return true;
    }
    long size = message.size();
    if (size > Producers.LARGEST_PAYLOAD) {
      deadLetters.tooLarge(event, undelivered(topic, message, event), size);
      return true;
    }
    // Without a partition of its own: the key decides.
    producer.send(
        new ProducerRecord<>(topic, null, message.key(), message.body(), message.headers()));
    metrics.event(topic, ((Struct) event.value()).getString("op"), size);
    return true;
  }

  private Undelivered undelivered(String topic, OutboxMessage message, SourceRecord event) {
    // Each letter repeats what is around the body, so that must leave room for it.
    return message.size() - message.body().length > Producers.LARGEST_PAYLOAD / 2
        ? new Undelivered(topic, null, envelope(event), List.of())
        : new Undelivered(topic, message.key(), message.body(), message.headers());
  }

  private byte[] envelope(SourceRecord event) {
    return Objects.requireNonNull(json.bytes(event.valueSchema(), event.value()));
  }
}
