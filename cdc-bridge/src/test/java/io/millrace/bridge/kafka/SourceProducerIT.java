package io.millrace.bridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.bridge.BridgeConfig.Cleanup;
import io.millrace.bridge.BridgeConfig.TopicLayout;
import io.millrace.bridge.BridgeMetrics;
import io.millrace.bridge.PostgresAccess;
import io.millrace.bridge.SnapshotMode;
import io.millrace.bridge.SourceDefinition;
import io.millrace.bridge.TableName;
import io.millrace.bridge.source.SourcePosition;
import io.millrace.bridge.source.SourcePosition.Begun;
import io.millrace.kafka.embedded.KafkaOptions;
import io.millrace.kafka.embedded.KafkaProcess;
import io.millrace.model.DeadLetterHeaders;
import io.millrace.model.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one source writes, on a real Kafka. */
class SourceProducerIT {

  private static final String TOPIC = "telecom.public.telecom_events";
  private static final SourceDefinition SOURCE =
      new SourceDefinition(
          "telecom",
          new PostgresAccess("127.0.0.1", 1, "telecom", "nobody", "secret"),
          List.of(new TableName("public", "telecom_events")),
          List.of(new TableName("public", "messages")),
          "millrace_telecom",
          "millrace_telecom",
          Map.of(),
          new TableName("public", "millrace_signals"),
          SnapshotMode.INITIAL);
  private static final Schema KEY = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
  private static final Schema ROW =
      SchemaBuilder.struct().field("text", Schema.STRING_SCHEMA).optional().build();
  private static final Schema ENVELOPE =
      SchemaBuilder.struct().field("after", ROW).field("op", Schema.STRING_SCHEMA).build();
  private static final SourcePosition POSITION = new SourcePosition(4_711, 0);

  @TempDir static Path folder;
  private static KafkaProcess kafka;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @BeforeAll
  static void start() throws Exception {
    kafka = KafkaProcess.start(KafkaOptions.in(folder));
    new TopicProvisioner(
            kafka.bootstrapServers(), new TopicLayout(2, Duration.ofDays(1), Cleanup.DELETE))
        .provision(SOURCE);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void refusesWhatAnInstanceWritesAfterAnotherHasTakenTheSourceOver() {
    try (SourceProducer old = open()) {
      publish(old, POSITION);
      old.transactions().send(new ProducerRecord<>(TOPIC, "lost".getBytes(UTF_8)));
      try (SourceProducer heir = open()) {
        assertThat(heir.offsets().find().map(SourceOffsets.Stored::position)).contains(POSITION);
        SourcePosition amid = POSITION.with(new Begun("815", 3));
        publish(heir, amid);

        assertThatThrownBy(() -> publish(old, new SourcePosition(9, 0)))
            .isInstanceOf(KafkaException.class)
            .hasMessageContaining("taken millrace-bridge-telecom over");
        assertThat(heir.offsets().find().map(SourceOffsets.Stored::position)).contains(amid);
      }
    }
    assertThat(read(TOPIC)).extracting(SourceProducerIT::value).doesNotContain("lost");
  }

  @Test
  void keepsAnEventThatIsTooLargeWholeInPieces() throws Exception {
    String text = "0123456789abcdef".repeat((36 << 20) / 16);
    try (SourceProducer producer = open()) {
      send(producer, change(7, text));
      send(producer, change(8, "small"));
      publish(producer, POSITION);
    }

    List<ConsumerRecord<byte[], byte[]>> pieces = letters("too_large");
    assertThat(pieces)
        .extracting(piece -> header(piece, DeadLetterHeaders.PIECE))
        .containsExactly("1/3", "2/3", "3/3");
    assertThat(pieces)
        .extracting(piece -> header(piece, DeadLetterHeaders.TOPIC))
        .containsOnly(TOPIC);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (ConsumerRecord<byte[], byte[]> piece : pieces) {
      assertThat(new String(piece.key(), UTF_8)).isEqualTo("{\"id\":7}");
      whole.write(piece.value());
    }
    assertThat(whole.toString(UTF_8))
        .isEqualTo("{\"after\":{\"text\":\"" + text + "\"},\"op\":\"c\"}");
    assertThat(read(TOPIC)).extracting(SourceProducerIT::value).anyMatch(v -> v.contains("small"));
    assertThat(
            meters.get("millrace.bridge.dead.letters").tag("reason", "too_large").counter().count())
        .isEqualTo(1);
  }

  @Test
  void keepsAnEventThatCannotBeConverted() {
    Schema strange = SchemaBuilder.struct().field("op", Schema.STRING_SCHEMA).build();
    // What the schema says is not what is there: a converter has to give up.
    SourceRecord event =
        new SourceRecord(
            Map.of(), Map.of("lsn", 1L), TOPIC, KEY, "no struct", strange, "evil payload");
    try (SourceProducer producer = open()) {
      send(producer, event);
      publish(producer, POSITION);
    }

    assertThat(letters("not_convertible"))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(value(letter)).contains("evil payload");
              assertThat(header(letter, DeadLetterHeaders.SOURCE)).contains("telecom {lsn=1}");
              assertThat(header(letter, DeadLetterHeaders.DETAIL)).isNotBlank();
            });
  }

  private static SourceProducer open() {
    return new SourceProducer(kafka.bootstrapServers(), SOURCE, "engine", Duration.ofMinutes(1));
  }

  private void send(SourceProducer producer, SourceRecord event) {
    new EventSender(producer.transactions(), SOURCE, new BridgeMetrics(meters).source("telecom"))
        .send(event);
  }

  private static void publish(SourceProducer producer, SourcePosition position) {
    producer.transactions().send(producer.offsets().store(position));
    producer.transactions().commit();
  }

  private static SourceRecord change(long id, String text) {
    Struct envelope =
        new Struct(ENVELOPE).put("after", new Struct(ROW).put("text", text)).put("op", "c");
    return new SourceRecord(
        Map.of(), Map.of("lsn", 1L), TOPIC, KEY, new Struct(KEY).put("id", id), ENVELOPE, envelope);
  }

  private static List<ConsumerRecord<byte[], byte[]>> letters(String reason) {
    return read(Topics.DEAD_LETTERS).stream()
        .filter(letter -> header(letter, DeadLetterHeaders.REASON).equals(reason))
        .toList();
  }

  private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
    return new String(message.headers().lastHeader(name).value(), UTF_8);
  }

  private static String value(ConsumerRecord<byte[], byte[]> message) {
    return new String(message.value(), UTF_8);
  }

  /** All committed records of a topic. */
  private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(messages::add);
      }
      return messages;
    }
  }
}
