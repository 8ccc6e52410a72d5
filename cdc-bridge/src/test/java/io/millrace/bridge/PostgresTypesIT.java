package io.millrace.bridge;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.bridge.TopicReader.Event;
import io.millrace.bridge.TypeCases.Case;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of every type, through a snapshot and through the stream. */
class PostgresTypesIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SNAPSHOT = 100_000;
  private static final long STREAM = 200_000;

  /** Columns of types that PostgreSQL stores apart from the row when they are large. */
  private static final Map<String, String> LARGE =
      Map.of(
          "t_text", "text",
          "t_jsonb", "jsonb",
          "t_bytea", "bytea",
          "t_numeric", "numeric",
          "t_varbit", "varbit",
          "t_texts", "text[]",
          "t_ints", "int[]",
          "t_numerics", "numeric[]",
          "t_uuids", "uuid[]",
          "t_hstore", "hstore");

  @TempDir static Path folder;
  private static CaptureStack stack;
  private static TopicReader reader;
  private static Map<Long, JsonNode> images;

  @BeforeAll
  static void sendEveryValueBothWays() throws Exception {
    stack = CaptureStack.start(folder);
    stack.execute(TypeCases.TYPES);
    stack.execute(columns());
    insert(SNAPSHOT);
    // Literals inside arrays and ranges are in the bridge's time zone.
    stack.startBridge(Map.of("TZ", "UTC"));
    await().atMost(LIMIT).untilAsserted(() -> assertThat(stack.health().status()).isEqualTo(200));
    insert(STREAM);
    reader = new TopicReader(stack.bootstrapServers());
    int rows = TypeCases.all().size();
    await().atMost(LIMIT).untilAsserted(() -> assertThat(reader.poll()).hasSize(2 * rows));
    images = reader.poll().stream().collect(toMap(Event::id, Event::after));
  }

  @AfterAll
  static void stop() {
    reader.close();
    stack.close();
  }

  @ParameterizedTest
  @MethodSource("io.millrace.bridge.TypeCases#exact")
  void keepsAValueExactlyInTheSnapshotAndInTheStream(Case each) {
    assertArrives(each);
  }

  @ParameterizedTest
  @MethodSource("io.millrace.bridge.TypeCases#losses")
  void losesNoMoreThanTheReadmeSays(Case each) {
    assertArrives(each);
  }

  @Test
  void keepsNullsAlsoWhereTheColumnHasADefault() {
    for (JsonNode image : List.of(images.get(SNAPSHOT), images.get(STREAM))) {
      assertThat(image.get(column(1)).isNull()).isTrue();
      assertThat(image.get("plan").isNull()).isTrue();
    }
  }

  @Test
  void hasGeneratedColumnsOnlyFromASnapshotSincePostgres17DoesNotStreamThem() {
    assertThat(images.get(SNAPSHOT).get("doubled")).hasToString("200000");
    assertThat(images.get(STREAM).has("doubled")).isFalse();
  }

  @Test
  void carriesLargeValuesThatAnUpdateLeftAloneUnderReplicaIdentityFull() throws Exception {
    stack.execute("ALTER TABLE telecom_events REPLICA IDENTITY FULL", insertLarge(1));
    stack.execute("UPDATE telecom_events SET region = 'new' WHERE event_id = 1");

    Event update = awaitOne(1, "u");

    assertThat(update.envelope().has("unavailable")).isFalse();
    for (String column : LARGE.keySet()) {
      assertThat(update.after().get(column)).isEqualTo(awaitOne(1, "c").after().get(column));
      assertThat(update.before().get(column)).isEqualTo(update.after().get(column));
      assertThat(update.after().get(column).asText()).hasSizeGreaterThan(10_000);
    }
    assertThat(update.after().get("t_text").asText())
        .isEqualTo(stack.queryText("SELECT t_text FROM telecom_events WHERE event_id = 1"));
  }

  @Test
  void namesLargeValuesThatAnUpdateLeftAloneUnderReplicaIdentityDefault() throws Exception {
    stack.execute("ALTER TABLE telecom_events REPLICA IDENTITY DEFAULT", insertLarge(2));
    stack.execute(
        "UPDATE telecom_events SET region = '__debezium_unavailable_value' WHERE event_id = 2");

    Event update = awaitOne(2, "u");

    List<String> unavailable = new ArrayList<>();
    update.envelope().get("unavailable").forEach(name -> unavailable.add(name.asText()));
    assertThat(unavailable).containsExactlyInAnyOrderElementsOf(LARGE.keySet());
    LARGE.keySet().forEach(column -> assertThat(update.after().has(column)).isFalse());
    assertThat(update.after().get("region").asText()).isEqualTo("__debezium_unavailable_value");
  }

  @Test
  void carriesALargeValueThatAnUpdateSetsUnderReplicaIdentityDefault() throws Exception {
    stack.execute("ALTER TABLE telecom_events REPLICA IDENTITY DEFAULT", insertLarge(3));
    stack.execute("UPDATE telecom_events SET t_text = t_text || 'end' WHERE event_id = 3");

    Event update = awaitOne(3, "u");

    assertThat(update.after().get("t_text").asText())
        .isEqualTo(stack.queryText("SELECT t_text FROM telecom_events WHERE event_id = 3"));
    assertThat(update.envelope().get("unavailable")).hasSize(LARGE.size() - 1);
  }

  @Test
  void hasOnlyTheKeyAndStandInsBeforeADeletionUnderReplicaIdentityDefault() throws Exception {
    stack.execute("ALTER TABLE telecom_events REPLICA IDENTITY DEFAULT", insertLarge(4));
    stack.execute("DELETE FROM telecom_events WHERE event_id = 4");

    JsonNode before = awaitOne(4, "d").before();

    assertThat(before.get("event_id")).hasToString("4");
    assertThat(before.get("t_text").isNull()).isTrue();
    // NOT NULL columns: Debezium's stand-ins, for what PostgreSQL did not send.
    assertThat(before.get("source").asText()).isEmpty();
    assertThat(before.get("recorded_at").asText()).isEqualTo("1970-01-01T00:00:00.000000Z");
  }

  private static void assertArrives(Case each) {
    int row = TypeCases.all().indexOf(each);
    assertThat(images.get(SNAPSHOT + row).get(column(row))).hasToString(each.snapshot());
    assertThat(images.get(STREAM + row).get(column(row))).hasToString(each.stream());
  }

  private static String columns() {
    StringBuilder ddl = new StringBuilder("ALTER TABLE telecom_events");
    ddl.append(" ADD COLUMN plan text DEFAULT 'basic', ADD COLUMN doubled bigint");
    ddl.append(" GENERATED ALWAYS AS (event_id * 2) STORED");
    LARGE.forEach((name, type) -> ddl.append(", ADD COLUMN " + name + " " + type));
    LARGE.keySet().stream()
        .forEach(name -> ddl.append(", ALTER COLUMN " + name + " SET STORAGE EXTERNAL"));
    for (int i = 0; i < TypeCases.all().size(); i++) {
      ddl.append(", ADD COLUMN " + column(i) + " " + TypeCases.all().get(i).type());
    }
    return ddl.toString();
  }

  private static void insert(long firstId) throws Exception {
    List<String> inserts = new ArrayList<>();
    for (int i = 0; i < TypeCases.all().size(); i++) {
      inserts.add(
          "INSERT INTO telecom_events (event_id, source, plan, %s) VALUES (%d, 'types', NULL, %s)"
              .formatted(column(i), firstId + i, TypeCases.all().get(i).literal()));
    }
    stack.execute(inserts.toArray(String[]::new));
  }

  /** 100 kB of each type, from random texts. */
  private static String insertLarge(long id) {
    return """
        INSERT INTO telecom_events
          (event_id, source, t_text, t_jsonb, t_bytea, t_numeric, t_varbit, t_texts, t_ints,
           t_numerics, t_uuids, t_hstore)
        SELECT %d, 'large', string_agg(md5, ''), jsonb_agg(md5), string_agg(decode(md5, 'hex'), ''),
          repeat('123456789', 10000)::numeric, string_agg(('x' || md5)::varbit::text, '')::varbit,
          array_agg(md5), array_agg(i), array_agg(i / 7.0), array_agg(md5::uuid),
          hstore(array_agg(md5), array_agg(md5))
        FROM (SELECT i, md5(random()::text) AS md5 FROM generate_series(1, 3200) i) AS texts"""
        .formatted(id);
  }

  private static String column(int row) {
    return "c" + row;
  }

  private static Event awaitOne(long id, String op) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(reader.where(event -> event.id() == id && event.op().equals(op)))
                    .hasSize(1));
    return reader.where(event -> event.id() == id && event.op().equals(op)).get(0);
  }
}
