package io.millrace.gateway.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.kafka.embedded.KafkaProcess;
import io.millrace.model.DeadLetterHeaders;
import io.millrace.model.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A Kafka with the topics of dead letters, as bridge and streaming queries fill them. */
public final class LetterTopics implements AutoCloseable {

  static final String TELECOM = "telecom.public.telecom_events";
  static final String FLIGHTS = "opensky.public.processed_flights";
  static final int PARTITIONS = 3;

  private final KafkaProcess kafka;
  private final KafkaProducer<byte[], byte[]> producer;

  private LetterTopics(KafkaProcess kafka) {
    this.kafka = kafka;
    this.producer = new KafkaProducer<>(producerProperties(Map.of()));
  }

  /** Starts Kafka, with the topics and no letters. */
  public static LetterTopics start() throws IOException, InterruptedException, ExecutionException {
    LetterTopics topics = new LetterTopics(EmbeddedDependencies.startKafka());
    try (Admin admin = topics.admin()) {
      // As the bridge makes it: a letter stays, however old.
      Map<String, String> kept = Map.of("max.message.bytes", "16777216", "retention.ms", "-1");
      admin
          .createTopics(
              List.of(
                  new NewTopic(Topics.DEAD_LETTERS, PARTITIONS, (short) 1).configs(kept),
                  new NewTopic(TELECOM, 2, (short) 1),
                  new NewTopic(FLIGHTS, 2, (short) 1)))
          .all()
          .get();
    }
    return topics;
  }

  /** A letter as a streaming query sends it. */
  static ProducerRecord<byte[], byte[]> ofStream(
      int partition, Instant at, String topic, int from, long offset, String reason, String value) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(
            Topics.DEAD_LETTERS,
            partition,
            at.toEpochMilli(),
            "{\"event_id\":7}".getBytes(UTF_8),
            value.getBytes(UTF_8));
    header(letter, DeadLetterHeaders.TOPIC, topic);
    header(letter, DeadLetterHeaders.PARTITION, from);
    header(letter, DeadLetterHeaders.OFFSET, offset);
    header(letter, DeadLetterHeaders.REASON, reason);
    header(letter, DeadLetterHeaders.DETAIL, "what was found");
    header(letter, DeadLetterHeaders.QUERY, "telecom-metrics");
    return letter;
  }

  /** A letter as the bridge sends it. */
  static ProducerRecord<byte[], byte[]> ofBridge(
      int partition, Instant at, String topic, String reason, String piece, byte[] value) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(Topics.DEAD_LETTERS, partition, at.toEpochMilli(), null, value);
    header(letter, DeadLetterHeaders.TOPIC, topic);
    header(letter, DeadLetterHeaders.REASON, reason);
    header(letter, DeadLetterHeaders.DETAIL, "what was found");
    header(letter, DeadLetterHeaders.SOURCE, "telecom {lsn=17}");
    header(letter, DeadLetterHeaders.PIECE, piece);
    return letter;
  }

  static void header(ProducerRecord<byte[], byte[]> letter, String name, Object value) {
    letter.headers().add(name, value.toString().getBytes(UTF_8));
  }

  /** Sends a record; the answer is partition and offset. */
  LetterId send(ProducerRecord<byte[], byte[]> record) {
    try {
      RecordMetadata sent = producer.send(record).get();
      return new LetterId(sent.partition(), sent.offset());
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends many. */
  void sendAll(List<ProducerRecord<byte[], byte[]>> records) {
    records.forEach(producer::send);
    producer.flush();
  }

  /** A producer of transactions. */
  KafkaProducer<byte[], byte[]> transactional(String id) {
    return new KafkaProducer<>(producerProperties(Map.of("transactional.id", id)));
  }

  /** Everything committed in a topic, by partition and offset. */
  List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "allow.auto.create.topics",
                false,
                "auto.offset.reset",
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      for (var partition : consumer.partitionsFor(topic)) {
        TopicPartition assigned = new TopicPartition(topic, partition.partition());
        consumer.assign(List.of(assigned));
        long end = consumer.endOffsets(List.of(assigned)).get(assigned);
        consumer.seekToBeginning(List.of(assigned));
        while (consumer.position(assigned) < end) {
          consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
      }
      return records;
    }
  }

  Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  /** Stops Kafka; what it has stays. */
  void stop() throws InterruptedException {
    kafka.stop();
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    kafka.close();
  }

  private Map<String, Object> producerProperties(Map<String, Object> more) {
    Map<String, Object> properties = new java.util.HashMap<>(more);
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    properties.put("key.serializer", ByteArraySerializer.class);
    properties.put("value.serializer", ByteArraySerializer.class);
    properties.put("max.request.size", 16 << 20);
    properties.put("transaction.timeout.ms", 20_000);
    return properties;
  }
}
