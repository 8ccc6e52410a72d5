package io.millrace.gateway.deadletters;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.gateway.Problems;
import io.millrace.model.DeadLetterHeaders;
import io.millrace.model.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(io.millrace.gateway.EmbeddedDependencies.class)
class DeadLettersEndpointTest {

  private static final String PATH = "/api/v1/dead-letters";
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final int NOISE = 24_000;

  private static LetterTopics topics;

  /** Letters are sent in the order of their times, as by senders whose clocks are right. */
  private static Instant clock = START.plus(Duration.ofDays(1));

  /** Older than all: a needle, then noise. Then the letters that tests look at, a minute apart. */
  @BeforeAll
  static void seed() throws Exception {
    topics = LetterTopics.start();
    topics.send(at(-100_000, 0, "needle", "first"));
    List<ProducerRecord<byte[], byte[]>> noise = new ArrayList<>();
    for (int i = 0; i < NOISE; i++) {
      noise.add(at(-90_000 + i / 1000, i % LetterTopics.PARTITIONS, "noise", "x"));
    }
    topics.sendAll(noise);
    for (int minute = 0; minute < 9; minute++) {
      topics.send(at(60 * minute, (minute * 2) % LetterTopics.PARTITIONS, "listed", "x" + minute));
    }
  }

  @AfterAll
  static void end() {
    topics.close();
  }

  @Test
  void listsLettersOfAllPartitionsNewestFirst() {
    Response page =
        given()
            .queryParams("reason", "listed", "from", START.toString())
            .queryParam("to", START.plusSeconds(3600).toString())
            .get(PATH);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    assertThat(recorded(page))
        .containsExactlyElementsOf(
            List.of(8, 7, 6, 5, 4, 3, 2, 1, 0).stream()
                .map(minute -> START.plusSeconds(60L * minute).toString())
                .toList());
  }

  @Test
  void walksAllPagesAndSeesEachLetterOnceThoughOthersArrive() {
    List<String> walked = new ArrayList<>();
    Response page =
        given().queryParams("from", START.toString(), "reason", "listed", "limit", 2).get(PATH);
    walked.addAll(ids(page));
    topics.send(
        LetterTopics.ofStream(1, nextHour(), LetterTopics.TELECOM, 0, 1, "listed", "newer"));
    while (page.path("next") != null) {
      assertThat(page.header("Link")).isEqualTo("<" + page.path("next") + ">; rel=\"next\"");
      page = given().urlEncodingEnabled(false).get(page.<String>path("next"));
      assertThat(page.statusCode()).isEqualTo(200);
      walked.addAll(ids(page));
    }

    assertThat(walked).hasSize(9);
    assertThat(new HashSet<>(walked)).hasSize(9);
  }

  @Test
  void saysAllThereIsToSayOfALetter() {
    Instant at = nextHour().plusMillis(123);
    LetterId stream =
        topics.send(
            LetterTopics.ofStream(0, at, LetterTopics.TELECOM, 1, 42, "negative_duration", "{}"));
    LetterId bridge =
        topics.send(
            LetterTopics.ofBridge(
                0, at.plusSeconds(1), "raw_flights", "too_large", "2/3", new byte[5]));

    Response page = hourOf(at);

    String ofBridge =
        ("{\"id\":\"%s\",\"recordedAt\":\"%s\",\"topic\":\"raw_flights\","
                + "\"partition\":null,\"offset\":null,\"reason\":\"too_large\","
                + "\"detail\":\"what was found\",\"query\":null,\"source\":\"telecom {lsn=17}\","
                + "\"piece\":\"2/3\",\"bytes\":5,\"replayed\":null,\"replayable\":false,"
                + "\"notReplayable\":\"the bridge could make no record of this change (too_large);"
                + " reset the aggregates and snapshot again if it matters\"}")
            .formatted(bridge, at.plusSeconds(1));
    String ofStream =
        ("{\"id\":\"%s\",\"recordedAt\":\"%s\","
                + "\"topic\":\"telecom.public.telecom_events\",\"partition\":1,\"offset\":42,"
                + "\"reason\":\"negative_duration\",\"detail\":\"what was found\","
                + "\"query\":\"telecom-metrics\",\"source\":null,\"piece\":null,\"bytes\":2,"
                + "\"replayed\":null,\"replayable\":false,"
                + "\"notReplayable\":\"it brings no new image of a row that could be counted\"}")
            .formatted(stream, at);
    assertThat(page.body().asString())
        .startsWith("{\"deadLetters\":[" + ofBridge + "," + ofStream + "],\"cursor\":null,");
    assertThat(
            ids(
                given()
                    .queryParams("origin", "bridge", "limit", 1, "from", at.toString())
                    .get(PATH)))
        .containsExactly(bridge.toString());
    assertThat(ids(given().queryParams("topic", "raw_flights", "from", at.toString()).get(PATH)))
        .containsExactly(bridge.toString());
    assertThat(given().get(PATH + "/" + stream).body().asString())
        .isEqualTo(
            ofStream.replaceFirst("}$", "")
                + ",\"key\":\"{\\\"event_id\\\":7}\",\"keyEncoding\":\"utf-8\",\"value\":\"{}\","
                + "\"valueEncoding\":\"utf-8\",\"truncated\":false,\"headers\":{"
                + "\"millrace.topic\":\"telecom.public.telecom_events\","
                + "\"millrace.partition\":\"1\",\"millrace.offset\":\"42\","
                + "\"millrace.reason\":\"negative_duration\","
                + "\"millrace.detail\":\"what was found\","
                + "\"millrace.query\":\"telecom-metrics\"}}");
  }

  @Test
  void looksAtSoManyRecordsOnlyAndSaysWhereToGoOn() {
    Response page = given().queryParam("reason", "needle").get(PATH);
    int scanned = page.path("scanned");
    int pages = 1;
    while (page.path("next") != null) {
      assertThat(page.<Integer>path("scanned")).isBetween(1, LetterLog.MOST_SCANNED + 3 * 256);
      page = given().urlEncodingEnabled(false).get(page.<String>path("next"));
      assertThat(page.statusCode()).isEqualTo(200);
      if (page.path("next") != null) {
        assertThat(ids(page)).isEmpty();
      }
      scanned += page.<Integer>path("scanned");
      pages++;
    }

    assertThat(recorded(page)).containsExactly(START.minusSeconds(100_000).toString());
    assertThat(pages).isGreaterThan(2);
    assertThat(scanned).isGreaterThan(NOISE);
  }

  @Test
  void hidesLettersOfATransactionThatWasAborted() {
    Instant at = nextHour();
    try (KafkaProducer<byte[], byte[]> bridge = topics.transactional("bridge")) {
      bridge.initTransactions();
      bridge.beginTransaction();
      bridge.send(LetterTopics.ofBridge(2, at, "t", "too_large", "1/1", new byte[1]));
      bridge.abortTransaction();
      bridge.beginTransaction();
      bridge.send(LetterTopics.ofBridge(2, at, "t", "not_convertible", "1/1", new byte[1]));
      bridge.commitTransaction();
    }

    // Its partition's leader learns of a commit a moment after the producer.
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(hourOf(at).<List<String>>path("deadLetters.reason"))
                    .containsExactly("not_convertible"));
  }

  @Test
  void showsTheBeginningOfALargeLetterAndSendsItWhole() {
    Instant at = nextHour();
    byte[] binary = new byte[15 << 20];
    new Random(3).nextBytes(binary);
    String text = "é".repeat(40_000);
    List<LetterId> sent = new ArrayList<>();
    for (int second = 0; second < 3; second++) {
      sent.add(
          topics.send(
              LetterTopics.ofBridge(0, at.plusSeconds(second), "t", "too_large", "1/1", binary)));
    }
    LetterId words =
        topics.send(
            LetterTopics.ofBridge(0, at, "t", "large_text", "1/1", ("a" + text).getBytes(UTF_8)));

    List<String> found = new ArrayList<>();
    Response page = hourOf(at);
    found.addAll(ids(page));
    while (page.path("next") != null) {
      page = given().urlEncodingEnabled(false).get(page.<String>path("next"));
      assertThat(page.statusCode()).isEqualTo(200);
      found.addAll(ids(page));
    }
    assertThat(found).hasSize(4).contains(words.toString());
    Response shown = given().get(PATH + "/" + sent.get(1));
    assertThat(shown.<Boolean>path("truncated")).isTrue();
    assertThat(shown.<String>path("valueEncoding")).isEqualTo("base64");
    assertThat(shown.<String>path("key")).isNull();
    assertThat(java.util.Base64.getDecoder().decode(shown.<String>path("value")))
        .isEqualTo(java.util.Arrays.copyOf(binary, 64 << 10));
    Response cut = given().get(PATH + "/" + words);
    assertThat(cut.<String>path("valueEncoding")).isEqualTo("utf-8");
    assertThat(cut.<String>path("value")).isEqualTo("a" + text.substring(0, (65_536 - 1) / 2));
    Response whole = given().get(PATH + "/" + sent.get(1) + "/value");
    assertThat(whole.contentType()).isEqualTo("application/octet-stream");
    assertThat(whole.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"dead-letter_" + sent.get(1) + ".bin\"");
    assertThat(whole.body().asByteArray()).isEqualTo(binary);
  }

  @Test
  void survivesLettersThatNobodySentAsLetters() {
    Instant at = nextHour();
    ProducerRecord<byte[], byte[]> bare =
        new ProducerRecord<>(
            Topics.DEAD_LETTERS, 1, at.toEpochMilli(), (byte[]) null, (byte[]) null);
    ProducerRecord<byte[], byte[]> hostile =
        new ProducerRecord<>(
            Topics.DEAD_LETTERS,
            1,
            at.plusSeconds(1).toEpochMilli(),
            new byte[] {(byte) 0xFF},
            "[".repeat(100_000).getBytes(UTF_8));
    LetterTopics.header(hostile, DeadLetterHeaders.TOPIC, LetterTopics.TELECOM);
    LetterTopics.header(hostile, DeadLetterHeaders.PARTITION, "-1");
    LetterTopics.header(hostile, DeadLetterHeaders.OFFSET, "9".repeat(40));
    LetterTopics.header(hostile, DeadLetterHeaders.DETAIL, "<script>".repeat(10_000));
    LetterId first = topics.send(bare);
    LetterId second = topics.send(hostile);

    Response page = hourOf(at);

    assertThat(ids(page)).containsExactly(second.toString(), first.toString());
    assertThat(page.<List<Boolean>>path("deadLetters.replayable")).containsOnly(false);
    assertThat(page.<String>path("deadLetters[0].detail")).hasSize(Letter.LONGEST_HEADER + 1);
    assertThat(page.<List<Object>>path("deadLetters.offset")).containsOnlyNulls();
    Response shown = given().get(PATH + "/" + second);
    assertThat(shown.<String>path("key")).isEqualTo("/w==");
    assertThat(shown.<String>path("keyEncoding")).isEqualTo("base64");
    assertThat(given().get(PATH + "/" + first + "/value").body().asByteArray()).isEmpty();
  }

  @Test
  void answers404WhereNoLetterIs() {
    for (String id : List.of("0-999999999999999999", "999999-0", "2-99999999")) {
      for (String suffix : List.of("", "/value")) {
        Problems.assertProblem(
            given().get(PATH + "/" + id + suffix), 404, "not-found", PATH + "/" + id + suffix);
      }
      Problems.assertProblem(
          given().post(PATH + "/" + id + "/replay"), 404, "not-found", PATH + "/" + id + "/replay");
    }
  }

  @Test
  void takesAForgedCursorForAPositionAndNothingElse() {
    String beyond =
        new LetterPositions(new java.util.TreeMap<>(java.util.Map.of(0, 999_999_999_999L, 77, 5L)))
            .encoded();

    Response page = given().queryParams("cursor", beyond, "reason", "listed").get(PATH);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(ids(page)).isNotEmpty().allMatch(id -> id.startsWith("0-"));
  }

  private static ProducerRecord<byte[], byte[]> at(
      long second, int partition, String reason, String value) {
    return LetterTopics.ofStream(
        partition, START.plusSeconds(second), LetterTopics.TELECOM, 0, second, reason, value);
  }

  private static Instant nextHour() {
    clock = clock.plus(Duration.ofHours(1));
    return clock;
  }

  private static Response hourOf(Instant at) {
    return given()
        .queryParams("from", at.toString(), "to", at.plus(Duration.ofMinutes(40)).toString())
        .get(PATH);
  }

  private static List<String> ids(Response page) {
    List<String> ids = page.path("deadLetters.id");
    return ids == null ? Collections.emptyList() : ids;
  }

  private static List<String> recorded(Response page) {
    return page.path("deadLetters.recordedAt");
  }
}
