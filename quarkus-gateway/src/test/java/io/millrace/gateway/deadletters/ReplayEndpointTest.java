package io.millrace.gateway.deadletters;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.gateway.Problems;
import io.millrace.gateway.config.GatewayConfig;
import io.millrace.gateway.connections.MonitorConnections;
import io.millrace.gateway.deadletters.SourceRows.Row;
import io.millrace.gateway.problem.ConflictException;
import io.millrace.model.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplayEndpointTest {

  private static final String PATH = "/api/v1/dead-letters";
  private static final AtomicLong OFFSETS = new AtomicLong(1_000_000);

  private static LetterTopics topics;
  private static SourceRows rows;

  @Inject GatewayConfig config;
  @Inject MonitorConnections monitor;
  @Inject ObjectMapper json;

  @BeforeAll
  static void start() throws Exception {
    topics = LetterTopics.start();
    rows = SourceRows.start();
  }

  @AfterAll
  static void end() {
    topics.close();
    rows.close();
  }

  @Test
  @Order(1)
  void countsARefusedImageOnceAndTakesNothingBack() throws Exception {
    Row row = rows.insertCall();
    String before = row.call().replace("-5", "17");
    long offset = OFFSETS.incrementAndGet();
    LetterId id = send(row, 1, offset, row.event("u", "false", before, row.call()));
    // A micro-batch that ran again sends its letters again.
    LetterId again = send(row, 1, offset, row.event("u", "false", before, row.call()));
    assertThat(show(id).<Boolean>path("replayable")).isTrue();

    Response answer = replay(id);

    assertThat(answer.statusCode()).as(answer.body().asString()).isEqualTo(202);
    ConsumerRecord<byte[], byte[]> replayed = last(LetterTopics.TELECOM);
    assertThat(answer.body().asString())
        .isEqualTo(
            "{\"id\":\"%s\",\"topic\":\"telecom.public.telecom_events\",\"partition\":1,\"offset\":%d}"
                .formatted(id, replayed.offset()));
    assertThat(replayed.partition()).isEqualTo(1);
    assertThat(new String(replayed.key(), UTF_8)).isEqualTo("{\"event_id\":" + row.id() + "}");
    assertThat(new String(replayed.value(), UTF_8))
        .isEqualTo(row.event("c", "false", "null", row.call()));
    assertThat(headers(replayed))
        .isEqualTo(
            Map.of(
                "millrace.replay.letter",
                id.toString(),
                "millrace.replay.origin",
                "telecom.public.telecom_events/1/" + offset,
                "millrace.replay.by",
                "anonymous"));
    ConsumerRecord<byte[], byte[]> entry = last(Topics.DEAD_LETTER_REPLAYS);
    assertThat(new String(entry.key(), UTF_8)).isEqualTo(LetterTopics.TELECOM + "/1/" + offset);
    Replay replay = json.readValue(entry.value(), Replay.class);
    assertThat(replay.letter()).isEqualTo(id.toString());
    assertThat(replay.by()).isEqualTo("anonymous");
    assertThat(replay.record())
        .isEqualTo(new RecordPosition(LetterTopics.TELECOM, 1, replayed.offset()));
    for (LetterId letter : List.of(id, again)) {
      Response shown = show(letter);
      assertThat(shown.<String>path("replayed.at")).isEqualTo(replay.at().toString());
      assertThat(shown.<String>path("replayed.by")).isEqualTo("anonymous");
      assertThat(shown.<Boolean>path("replayable")).isFalse();
      assertThat(shown.<String>path("notReplayable")).startsWith("it was replayed at ");
      assertRefused(letter, "it was replayed at ");
    }
    assertThat(given().get(PATH).<List<Object>>path("deadLetters.replayed")).doesNotContainNull();
    assertThat(topics.committed(LetterTopics.TELECOM)).hasSize(1);
  }

  @Test
  @Order(2)
  void replaysARowThatASnapshotRead() throws Exception {
    Row row = rows.insertCall();
    String event = Row.event("r", "first", row.xmin() + 3, "null", row.call());

    Response answer = replay(send(row, 0, OFFSETS.incrementAndGet(), event));

    assertThat(answer.statusCode()).as(answer.body().asString()).isEqualTo(202);
    assertThat(new String(last(LetterTopics.TELECOM).value(), UTF_8)).isEqualTo(event);
    rows.execute("telecom", "UPDATE telecom_events SET source = source");
    assertRefused(
        send(
            row,
            0,
            OFFSETS.incrementAndGet(),
            Row.event("r", "first", row.xmin() + 1, "null", row.call())),
        "is not the version this letter brought");
  }

  @Test
  @Order(3)
  void replaysAStateOfAnAircraft() throws Exception {
    Row row = rows.insertState();
    ProducerRecord<byte[], byte[]> letter =
        LetterTopics.ofStream(
            0,
            Instant.now(),
            LetterTopics.FLIGHTS,
            1,
            OFFSETS.incrementAndGet(),
            "not_a_state",
            row.event("c", "false", "null", row.state()));

    Response answer = replay(topics.send(keyed(letter, "{\"flight_id\":" + row.id() + "}")));

    assertThat(answer.statusCode()).as(answer.body().asString()).isEqualTo(202);
    assertThat(json.readTree(last(LetterTopics.FLIGHTS).value()))
        .isEqualTo(json.readTree(row.event("c", "false", "null", row.state())));
  }

  @Test
  @Order(4)
  void refusesWhatIsNoLongerTheRow() throws Exception {
    int before = topics.committed(LetterTopics.TELECOM).size();
    Row deleted = rows.insertCall();
    LetterId ofDeleted = send(deleted, deleted.event("c", "false", "null", deleted.call()));
    rows.execute("telecom", "DELETE FROM telecom_events WHERE event_id = " + deleted.id());
    Row corrected = rows.insertCall();
    LetterId ofCorrected = send(corrected, corrected.event("c", "false", "null", corrected.call()));
    rows.execute(
        "telecom",
        "UPDATE telecom_events SET duration_seconds = 5 WHERE event_id = " + corrected.id());
    Row touched = rows.insertCall();
    LetterId ofTouched = send(touched, touched.event("c", "false", "null", touched.call()));
    Row since =
        rows.row(
            "telecom",
            "UPDATE telecom_events SET source = source WHERE event_id = "
                + touched.id()
                + " RETURNING event_id, xmin::text::bigint");
    LetterId ofSince = send(since, since.event("u", "false", since.call(), since.call()));
    Row other = rows.insertCall();
    LetterId notTheImage =
        send(other, other.event("c", "false", "null", other.call().replace("-5", "-6")));
    LetterId noImage =
        send(other, other.event("c", "false", "null", other.call().replace("-5", "\"DROP\"")));

    assertRefused(ofDeleted, "was deleted since");
    assertRefused(ofCorrected, "is not the version this letter brought");
    assertRefused(ofTouched, "is not the version this letter brought");
    assertRefused(notTheImage, "is not the version this letter brought");
    assertRefused(noImage, "is not the version this letter brought");
    assertThat(topics.committed(LetterTopics.TELECOM)).hasSize(before);
    assertThat(replay(ofSince).statusCode()).isEqualTo(202);
  }

  @Test
  @Order(5)
  void countsAVersionOnceThoughTwoLettersBroughtIt() throws Exception {
    Row row = rows.insertCall();
    LetterId inserted = send(row, row.event("c", "false", "null", row.call()));
    LetterId updated = send(row, row.event("u", "false", row.call(), row.call()));

    Response first = replay(updated);

    assertThat(first.statusCode()).isEqualTo(202);
    assertRefused(inserted, "letter " + updated + " brought the same version of the row");
    // The rule refused the replayed record too, which makes it a letter; later it does not.
    LetterId refusedAgain =
        send(
            row,
            first.path("partition"),
            first.<Integer>path("offset"),
            row.event("c", "false", "null", row.call()));
    assertThat(replay(refusedAgain).statusCode()).isEqualTo(202);
    assertRefused(refusedAgain, "it was replayed at ");
    assertRefused(inserted, "letter " + refusedAgain + " brought the same version of the row");
  }

  @Test
  @Order(6)
  void refusesWhatCannotBeReplayedAndSaysWhy() throws Exception {
    Row row = rows.insertCall();
    String whole = row.event("c", "false", "null", row.call());
    Map<LetterId, String> refused = new LinkedHashMap<>();
    refused.put(send(row, "no json"), "it is no change event");
    refused.put(send(row, "[1]"), "it is no change event");
    refused.put(send(row, "[".repeat(5_000)), "it is no change event");
    refused.put(send(row, " ".repeat(1 << 20) + whole), "1,048,576");
    refused.put(send(row, row.event("t", "false", "null", "null")), "TRUNCATE");
    refused.put(send(row, row.event("d", "false", row.call(), "null")), "no new image");
    refused.put(send(row, row.event("c", "false", "null", "null")), "no new image");
    refused.put(send(row, row.event("r", "incremental", "null", row.call())), "once more");
    refused.put(send(row, row.event("u", "false", "null", row.call())), "REPLICA IDENTITY FULL");
    refused.put(
        send(row, whole.replaceFirst("}$", ",\"unavailable\":[\"region\"]}")),
        "REPLICA IDENTITY FULL");
    refused.put(send(row, whole.replaceAll(",\"txId\":\\d+", "")), "source.txId");
    refused.put(send(row, whole.replaceFirst("\"event_id\":\\d+", "\"event_id\":1.5")), "key");
    refused.put(send(new Row(row.id() + 1, 0), whole), "key");
    refused.put(
        topics.send(
            LetterTopics.ofStream(0, Instant.now(), "raw_flights", 0, 1, "not_gzip", whole)),
        "no analytics are computed from change events of raw_flights");
    refused.put(
        topics.send(
            LetterTopics.ofStream(
                0, Instant.now(), "opensky.public.flight_statistics", 0, 1, "x", whole)),
        "no analytics are computed");
    refused.put(
        topics.send(
            LetterTopics.ofBridge(
                0, Instant.now(), LetterTopics.TELECOM, "too_large", "1/1", whole.getBytes(UTF_8))),
        "the bridge could make no record of this change (too_large)");
    refused.put(
        topics.send(new ProducerRecord<>(Topics.DEAD_LETTERS, 0, null, whole.getBytes(UTF_8))),
        "its headers do not say which record it was");
    int before = topics.committed(LetterTopics.TELECOM).size();

    refused.forEach(
        (id, why) -> {
          assertThat(show(id).<Boolean>path("replayable")).as(why).isFalse();
          assertThat(show(id).<String>path("notReplayable")).contains(why);
          assertRefused(id, why);
        });

    assertThat(topics.committed(LetterTopics.TELECOM)).hasSize(before);
  }

  @Test
  @Order(7)
  void replaysOnceThoughTwoGatewaysAreAskedAtOnce() throws Exception {
    List<LetterId> letters = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Row row = rows.insertCall();
      letters.add(send(row, row.event("c", "false", "null", row.call())));
    }
    int before = topics.committed(LetterTopics.TELECOM).size();
    List<Replayer> gateways = List.of(gateway(), gateway());

    for (LetterId letter : letters) {
      List<CompletableFuture<Object>> answers =
          gateways.stream()
              .map(
                  gateway ->
                      gateway
                          .replay(letter, "both")
                          .<Object>handle((record, e) -> e == null ? record : cause(e))
                          .toCompletableFuture())
              .toList();
      List<Object> results = new ArrayList<>();
      for (CompletableFuture<Object> answer : answers) {
        results.add(answer.get(30, SECONDS));
      }
      assertThat(results).hasAtLeastOneElementOfType(RecordPosition.class);
      assertThat(results).hasAtLeastOneElementOfType(ConflictException.class);
    }

    assertThat(topics.committed(LetterTopics.TELECOM)).hasSize(before + letters.size());
  }

  @Test
  @Order(8)
  void endsWhatAGatewayThatDiedHadBegun() throws Exception {
    Row row = rows.insertCall();
    LetterId letter = send(row, row.event("c", "false", "null", row.call()));
    int before = topics.committed(LetterTopics.TELECOM).size();
    try (KafkaProducer<byte[], byte[]> dead = topics.transactional(Replayer.TRANSACTIONAL_ID)) {
      dead.initTransactions();
      dead.beginTransaction();
      dead.send(new ProducerRecord<>(LetterTopics.TELECOM, 1, null, "never".getBytes(UTF_8))).get();

      assertThat(replay(letter).statusCode()).isEqualTo(202);

      assertThatThrownBy(dead::commitTransaction).isInstanceOf(KafkaException.class);
    }
    assertThat(topics.committed(LetterTopics.TELECOM))
        .hasSize(before + 1)
        .noneMatch(record -> new String(record.value(), UTF_8).equals("never"));
  }

  @Test
  @Order(9)
  void answers503WhilePostgresqlIsAwayAndReplaysNothing() throws Exception {
    Row row = rows.insertCall();
    LetterId letter = send(row, row.event("c", "false", "null", row.call()));
    int before = topics.committed(LetterTopics.TELECOM).size();
    rows.stop();

    Response answer = replay(letter);

    Problems.assertProblem(answer, 503, "postgresql-unavailable", PATH + "/" + letter + "/replay");
    assertThat(answer.header("Retry-After")).isEqualTo("2");
    assertThat(topics.committed(LetterTopics.TELECOM)).hasSize(before);
    assertThat(show(letter).<Boolean>path("replayable")).isTrue();
    rows = SourceRows.start();
    assertThat(replay(letter).statusCode()).isEqualTo(202);
  }

  private Replayer gateway() {
    return new Replayer(
        new KafkaReads(config), new Replays(json), new CurrentRows(monitor), config);
  }

  private static Object cause(Throwable failure) {
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  private static LetterId send(Row row, String value) {
    return send(row, 0, OFFSETS.incrementAndGet(), value);
  }

  private static LetterId send(Row row, int partition, long offset, String value) {
    ProducerRecord<byte[], byte[]> letter =
        LetterTopics.ofStream(
            0, Instant.now(), LetterTopics.TELECOM, partition, offset, "negative_duration", value);
    return topics.send(keyed(letter, "{\"event_id\":" + row.id() + "}"));
  }

  private static ProducerRecord<byte[], byte[]> keyed(
      ProducerRecord<byte[], byte[]> letter, String key) {
    return new ProducerRecord<>(
        letter.topic(),
        letter.partition(),
        letter.timestamp(),
        key.getBytes(UTF_8),
        letter.value(),
        letter.headers());
  }

  private static Response replay(LetterId id) {
    return given().post(PATH + "/" + id + "/replay");
  }

  private static Response show(LetterId id) {
    Response shown = given().get(PATH + "/" + id);
    assertThat(shown.statusCode()).isEqualTo(200);
    return shown;
  }

  private static void assertRefused(LetterId id, String why) {
    Response answer = replay(id);
    Problems.assertProblem(answer, 409, "conflict", PATH + "/" + id + "/replay");
    assertThat(answer.<String>path("detail")).contains(why);
  }

  private static ConsumerRecord<byte[], byte[]> last(String topic) {
    return topics.committed(topic).stream()
        .max(java.util.Comparator.comparingLong(ConsumerRecord::timestamp))
        .orElseThrow();
  }

  private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), new String(header.value(), UTF_8));
    }
    return headers;
  }
}
