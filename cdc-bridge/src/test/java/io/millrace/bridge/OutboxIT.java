package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bridge.MessageReader.Message;
import io.millrace.bridge.TopicReader.Event;
import io.millrace.model.DeadLetterHeaders;
import io.millrace.model.Topics;
import io.millrace.postgres.PostgresInit;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Rows of outboxes become records, beside the change events of other tables. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OutboxIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String KEY = "admin-key";
  private static final String POST = "post";

  @TempDir static Path folder;
  private static CaptureStack stack;
  private static MessageReader letters;
  private static MessageReader deadLetters;

  @BeforeAll
  static void start() throws Exception {
    stack = CaptureStack.start(folder);
    stack.execute("CREATE DATABASE " + POST);
    stack.executeIn(
        POST,
        "CREATE SCHEMA box",
        "CREATE TABLE box.letters (id bigint PRIMARY KEY, record_key text, body bytea,"
            + " note text, sent_at timestamptz, price numeric(9, 2), urgent boolean, seal bytea)",
        "CREATE TABLE box.parcels (id bigint PRIMARY KEY, record_key text, body bytea)",
        "CREATE TABLE town (id bigint PRIMARY KEY, name text)",
        "CREATE TABLE wrong (id bigint PRIMARY KEY, record_key text, body text)",
        "GRANT USAGE ON SCHEMA box TO " + PostgresInit.Roles.REPLICATION,
        "GRANT SELECT ON box.letters, box.parcels, town, wrong TO "
            + PostgresInit.Roles.REPLICATION,
        "CREATE PUBLICATION millrace_post FOR TABLE box.letters, box.parcels, town",
        "CREATE PUBLICATION millrace_wrong FOR TABLE wrong",
        "INSERT INTO box.letters VALUES (1, 'ann', 'was there before'), (2, 'bob', 'and gone')",
        "DELETE FROM box.letters WHERE id = 2",
        parcels(1, 20));
    stack.startBridge(
        Map.of(
            "MILLRACE_BRIDGE_ADMIN_KEY", KEY,
            "MILLRACE_BRIDGE_SOURCES", "post,wrong",
            "MILLRACE_SOURCE_POST_TABLES", "town",
            "MILLRACE_SOURCE_POST_OUTBOXES", "box.letters,box.parcels",
            "MILLRACE_SOURCE_WRONG_DATABASE", POST,
            "MILLRACE_SOURCE_WRONG_OUTBOXES", "wrong"));
    letters = new MessageReader(stack.bootstrapServers(), "letters");
    deadLetters = new MessageReader(stack.bootstrapServers(), Topics.DEAD_LETTERS);
  }

  @AfterAll
  static void stop() {
    letters.close();
    deadLetters.close();
    stack.close();
  }

  @Test
  @Order(1)
  void stopsTheSourceWhoseOutboxHasNoBytesAndNoOther() throws Exception {
    until(() -> state("post").equals("streaming") && state("wrong").equals("waiting"));

    assertThat(stack.source("wrong").get("cause").asText())
        .contains(
            "column body of outbox public.wrong of source wrong is of type text; a message needs"
                + " bytea. Remedy: ALTER TABLE public.wrong ALTER COLUMN body TYPE bytea");
    assertThat(stack.source("post").get("tables").toString()).isEqualTo("[\"public.town\"]");
    assertThat(stack.source("post").get("outboxes").toString())
        .isEqualTo("[\"box.letters\",\"box.parcels\"]");
  }

  @Test
  @Order(2)
  void publishesARowThatWasThereBefore() throws Exception {
    until(() -> letters.poll().size() == 1);

    Message letter = letters.poll().get(0);
    assertThat(letter.key()).isEqualTo("ann");
    assertThat(letter.body()).asString().isEqualTo("was there before");
    assertThat(letter.headers()).isEqualTo(Map.of("id", "1"));
  }

  @Test
  @Order(3)
  void publishesAnInsertByteByByteWithItsOtherColumnsAsHeaders() throws Exception {
    byte[] body = {0, 1, -1, '"', '\\', '\n', (byte) 0xc3, 0x28};
    insert(3, "zoë", body);
    stack.executeIn(
        POST,
        "INSERT INTO box.letters VALUES (4, 'bob', '', E'ö \"quoted\"\\n',"
            + " '2026-11-21 04:05:06.789012+05', 0.10, true, '\\x00ff')",
        "INSERT INTO town VALUES (1, 'Almaty')");

    until(() -> letters.poll().size() == 3);

    assertThat(of(3).key()).isEqualTo("zoë");
    assertThat(of(3).body()).isEqualTo(body);
    assertThat(of(3).headers()).isEqualTo(Map.of("id", "3"));
    assertThat(of(4).body()).isEmpty();
    assertThat(of(4).headers())
        .isEqualTo(
            Map.of(
                "id", "4",
                "note", "ö \"quoted\"\n",
                "sent_at", "2026-11-20T23:05:06.789012Z",
                "price", "0.10",
                "urgent", "true",
                "seal", "AP8="));
    try (TopicReader town = new TopicReader(stack.bootstrapServers(), "post.public.town")) {
      until(() -> town.poll().size() == 1);
      assertThat(town.poll()).extracting(Event::op).containsExactly("c");
    }
  }

  @Test
  @Order(4)
  void publishesNothingOfUpdatesDeletionsAndTruncations() throws Exception {
    stack.executeIn(
        POST,
        "UPDATE box.letters SET note = 'read' WHERE id = 3",
        // Which the engine makes a deletion and an insert of.
        "UPDATE box.letters SET id = 30 WHERE id = 3",
        "DELETE FROM box.letters WHERE id = 4",
        "TRUNCATE box.letters",
        "INSERT INTO box.letters VALUES (5, 'ann', 'the last')");

    until(() -> letters.poll().stream().anyMatch(letter -> letter.header("id").equals("5")));

    assertThat(letters.poll())
        .extracting(letter -> letter.header("id"))
        .containsExactlyInAnyOrder("1", "3", "4", "5");
    assertThat(stack.metrics())
        .contains(
            "millrace_bridge_change_events_total{op=\"c\",source=\"post\",table=\"letters\"} 3.0");
    assertThat(state("post")).isEqualTo("streaming");
  }

  @Test
  @Order(5)
  void publishesALargeBody() throws Exception {
    byte[] body = new byte[5 << 20];
    new Random(5).nextBytes(body);
    for (int i = 0; i < 256; i++) {
      body[i] = (byte) i;
    }

    insert(6, "large", body);

    until(() -> letters.poll().stream().anyMatch(letter -> letter.header("id").equals("6")));
    assertThat(of(6).body()).isEqualTo(body);
  }

  @Test
  @Order(5)
  void holdsNoMoreOfThemAtOnceThanItsHeapHas() throws Exception {
    // 100 MB were there before; here are 100 MB in one transaction, for 256 MB of heap.
    stack.executeIn(POST, parcels(21, 40));

    try (MessageReader parcels = new MessageReader(stack.bootstrapServers(), "parcels")) {
      until(() -> parcels.poll().size() == 40);
      assertThat(parcels.poll())
          .extracting(parcel -> parcel.header("id"))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.rangeClosed(1, 40).mapToObj(Integer::toString).toList());
      assertThat(parcels.poll()).allMatch(parcel -> parcel.body().length == 5_000_000);
    }
    assertThat(stack.source("post").get("restarts").asLong()).isZero();
  }

  @Test
  @Order(6)
  void keepsAsADeadLetterWhatNoTopicTakes() throws Exception {
    byte[] body = new byte[17 << 20];
    new Random(7).nextBytes(body);

    insert(7, "giant", body);
    stack.executeIn(
        POST,
        "INSERT INTO box.letters (id, record_key, note) VALUES (8, 'eve', 'without a body')",
        "INSERT INTO box.letters (id, body) VALUES (9, 'without a key')",
        "INSERT INTO box.letters VALUES (10, 'ann', 'after them')");

    until(() -> deadLetters.poll().size() == 4);
    until(() -> letters.poll().stream().anyMatch(letter -> letter.header("id").equals("10")));
    assertThat(deadLetters.poll())
        .extracting(letter -> letter.header(DeadLetterHeaders.TOPIC))
        .containsOnly("letters");
    List<Message> pieces =
        deadLetters.poll().stream().filter(letter -> "giant".equals(letter.key())).toList();
    assertThat(pieces)
        .extracting(piece -> piece.header(DeadLetterHeaders.PIECE) + " " + piece.header("id"))
        .containsExactly("1/2 7", "2/2 7");
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (Message piece : pieces) {
      whole.write(piece.body());
    }
    assertThat(whole.toByteArray()).isEqualTo(body);
    assertThat(notConvertible("column body is null; a message needs bytes"))
        .contains("\"note\":\"without a body\"");
    assertThat(notConvertible("column record_key is null; a message needs a text"))
        .contains("\"id\":9");
  }

  @Test
  @Order(7)
  void refusesToReadItAgain() throws Exception {
    assertThat(stack.post("/sources/post/snapshot?tables=box.letters", KEY))
        .returns(409, HttpResponse::statusCode)
        .extracting(HttpResponse::body)
        .asString()
        .contains("box.letters is an outbox");
  }

  @Test
  @Order(8)
  void stopsWhenItsColumnsGo() throws Exception {
    stack.executeIn(POST, "ALTER TABLE box.letters RENAME body TO contents");

    until(() -> state("post").equals("paused"));

    assertThat(stack.source("post").get("cause").asText())
        .contains("outbox box.letters of source post has no column body");
  }

  /** 5 MB each, random. */
  private static String parcels(int first, int last) {
    return "INSERT INTO box.parcels SELECT i, 'key', decode(string_agg(md5(random()::text), ''),"
        + " 'hex') FROM generate_series("
        + (first + ", " + last)
        + ") i, generate_series(1, 312500) GROUP BY i";
  }

  private static String notConvertible(String detail) {
    List<Message> found =
        deadLetters.poll().stream()
            .filter(letter -> letter.header(DeadLetterHeaders.DETAIL).contains(detail))
            .toList();
    assertThat(found).as(detail).hasSize(1);
    assertThat(found.get(0).header(DeadLetterHeaders.REASON)).isEqualTo("not_convertible");
    return new String(found.get(0).body(), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static Message of(long id) {
    List<Message> found =
        letters.poll().stream()
            .filter(letter -> letter.header("id").equals(Long.toString(id)))
            .toList();
    assertThat(found).as("letters of row %d", id).hasSize(1);
    return found.get(0);
  }

  private static void insert(long id, String key, byte[] body) throws Exception {
    try (Connection connection = stack.connect(POST);
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO box.letters (id, record_key, body) VALUES (?, ?, ?)")) {
      insert.setLong(1, id);
      insert.setString(2, key);
      insert.setBytes(3, body);
      insert.executeUpdate();
    }
  }

  private static String state(String source) throws Exception {
    return stack.source(source).get("state").asText();
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(LIMIT).ignoreExceptions().until(condition);
  }
}
