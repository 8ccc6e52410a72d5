package io.millrace.local.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.local.stack.ExternalEngine;
import io.millrace.model.DeadLetterHeaders;
import io.millrace.model.Domain;
import io.millrace.model.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A letter whose rule accepts it by now, replayed by REST and counted by the real stream. No rule
 * changes while the platform runs, so the row is one that the stream never saw, which is what a
 * refused row is to the sums; its letter is made of the event of a row like it.
 */
class ReplayedLetterIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TOPIC = Domain.TELECOM.topic("telecom_events");
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final RunningPlatform platform = new RunningPlatform();

  @Test
  void countsTheRowOnceAndTakesItBackWithItsNextChange() throws Exception {
    try (Connection admin = admin();
        Statement sql = admin.createStatement()) {
      awaitExact();
      Map<TopicPartition, Long> ends = ends();
      ConsumerRecord<byte[], byte[]> model = eventOf(insert(sql), ends);
      sql.execute(
          "ALTER PUBLICATION millrace_telecom SET TABLE telecom_events WHERE (event_id = 0)");
      long unseen = insert(sql);
      sql.execute("ALTER PUBLICATION millrace_telecom SET TABLE telecom_events");
      // What comes after it has passed, so it will not come any more.
      eventOf(insert(sql), ends);
      assertThat(platform.probe().audit().exact()).isFalse();

      String letter = send(model, unseen, number(sql, "SELECT xmin::text::bigint", unseen));
      HttpResponse<String> replayed = replay(letter);

      assertThat(replayed.statusCode()).as(replayed.body()).isEqualTo(202);
      awaitExact();
      HttpResponse<String> again = replay(letter);
      assertThat(again.statusCode()).as(again.body()).isEqualTo(409);
      assertThat(platform.get("/api/v1/dead-letters/" + letter).body())
          .contains("\"by\":\"anonymous\"");

      sql.execute("UPDATE telecom_events SET duration_seconds = 61 WHERE event_id = " + unseen);
      sql.execute("DELETE FROM telecom_events WHERE event_id = " + unseen);
      eventOf(insert(sql), ends);
      awaitExact();
    }
  }

  private static Connection admin() throws SQLException {
    ExternalEngine.Postgres postgres = platform.stack().addresses().postgres();
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/telecom".formatted(postgres.host(), postgres.port()),
        postgres.adminUser(),
        postgres.adminPassword());
  }

  private static long insert(Statement sql) throws SQLException {
    try (ResultSet key =
        sql.executeQuery(
            "INSERT INTO telecom_events (event_type, event_time, recorded_at, region, subscriber,"
                + " duration_seconds, source) VALUES ('CALL', '2026-03-01 10:00:30+00',"
                + " '2026-03-01 10:01:00+00', 'Ulytau', 'letter', 60, 'test')"
                + " RETURNING event_id")) {
      key.next();
      return key.getLong(1);
    }
  }

  private static long number(Statement sql, String select, long row) throws SQLException {
    try (ResultSet found =
        sql.executeQuery(select + " FROM telecom_events WHERE event_id = " + row)) {
      found.next();
      return found.getLong(1);
    }
  }

  private static void awaitExact() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> platform.probe().audit().exact());
  }

  private static KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            platform.stack().addresses().kafka(),
            "isolation.level",
            "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static Map<TopicPartition, Long> ends() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      return consumer.endOffsets(
          consumer.partitionsFor(TOPIC).stream()
              .map(partition -> new TopicPartition(TOPIC, partition.partition()))
              .toList());
    }
  }

  /** The change event that brought a row, among those after some offsets. */
  private static ConsumerRecord<byte[], byte[]> eventOf(long row, Map<TopicPartition, Long> after) {
    String key = "{\"event_id\":" + row + "}";
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(after.keySet());
      after.forEach(consumer::seek);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                for (ConsumerRecord<byte[], byte[]> record :
                    consumer.poll(Duration.ofMillis(200))) {
                  if (record.key() != null && new String(record.key(), UTF_8).equals(key)) {
                    found.add(record);
                  }
                }
                return !found.isEmpty();
              });
    }
    return found.get(0);
  }

  /** Sends the letter of a row, and answers its id. */
  private static String send(ConsumerRecord<byte[], byte[]> model, long row, long transaction)
      throws Exception {
    ObjectNode event = (ObjectNode) JSON.readTree(model.value());
    ((ObjectNode) event.get("after")).put("event_id", row);
    ((ObjectNode) event.get("source")).put("txId", transaction);
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(
            Topics.DEAD_LETTERS,
            ("{\"event_id\":" + row + "}").getBytes(UTF_8),
            JSON.writeValueAsBytes(event));
    Map.of(
            DeadLetterHeaders.TOPIC,
            TOPIC,
            DeadLetterHeaders.PARTITION,
            model.partition(),
            DeadLetterHeaders.OFFSET,
            900_000_000_000L + row,
            DeadLetterHeaders.REASON,
            "unknown_region",
            DeadLetterHeaders.DETAIL,
            "as the release before this one would have it",
            DeadLetterHeaders.QUERY,
            "telecom-metrics")
        .forEach(
            (name, value) -> letter.headers().add(name, String.valueOf(value).getBytes(UTF_8)));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", platform.stack().addresses().kafka()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      RecordMetadata sent = producer.send(letter).get();
      return sent.partition() + "-" + sent.offset();
    }
  }

  private static HttpResponse<String> replay(String letter) throws Exception {
    URI address =
        platform
            .stack()
            .addresses()
            .gateway()
            .resolve("/api/v1/dead-letters/" + letter + "/replay");
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
