package io.millrace.spark.sink;

import io.millrace.model.DeadLetterHeaders;
import io.millrace.model.Topics;
import io.millrace.spark.change.DeadLetter;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The dead letter topic as a sink: original key and bytes, origin and reason in the headers.
 *
 * <p>A replayed micro-batch sends its letters again; topic, partition and offset in the headers
 * identify each, and {@code millrace.dead_letters} holds it once.
 */
public final class DeadLetterTopic implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Map<String, KafkaProducer<byte[], byte[]>> PRODUCERS =
      new ConcurrentHashMap<>();

  private final String bootstrapServers;
  private final String query;

  /**
   * @param query the streaming query that turns records away
   */
  public DeadLetterTopic(String bootstrapServers, String query) {
    this.bootstrapServers = bootstrapServers;
    this.query = query;
  }

  /**
   * Sends all letters and waits until Kafka has them.
   *
   * @throws SinkException if one is not confirmed
   */
  public void send(List<DeadLetter> letters) {
    List<Future<?>> confirmations = new ArrayList<>();
    for (DeadLetter letter : letters) {
      confirmations.add(producer(bootstrapServers).send(record(letter)));
    }
    try {
      for (Future<?> confirmation : confirmations) {
        confirmation.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SinkException("interrupted while sending dead letters", e);
    } catch (ExecutionException e) {
      throw new SinkException("Kafka at " + bootstrapServers + " did not take a dead letter", e);
    }
  }

  private ProducerRecord<byte[], byte[]> record(DeadLetter letter) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.DEAD_LETTERS, letter.key(), letter.value());
    Headers headers = record.headers();
    add(headers, DeadLetterHeaders.TOPIC, letter.topic());
    add(headers, DeadLetterHeaders.PARTITION, letter.partition());
    add(headers, DeadLetterHeaders.OFFSET, letter.offset());
    add(headers, DeadLetterHeaders.REASON, letter.reason());
    add(headers, DeadLetterHeaders.DETAIL, letter.detail());
    add(headers, DeadLetterHeaders.QUERY, query);
    return record;
  }

  private static void add(Headers headers, String name, Object value) {
    headers.add(name, value.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
    return PRODUCERS.computeIfAbsent(
        bootstrapServers,
        servers ->
            new KafkaProducer<>(
                Map.of(
                    "bootstrap.servers", servers,
                    "acks", "all",
                    "enable.idempotence", "true",
                    "delivery.timeout.ms", "60000",
                    "max.block.ms", "30000",
                    "buffer.memory", "16777216"),
                new ByteArraySerializer(),
                new ByteArraySerializer()));
  }
}
