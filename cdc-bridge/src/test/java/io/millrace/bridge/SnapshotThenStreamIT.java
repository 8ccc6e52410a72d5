package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bridge.TopicReader.Event;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.metrics.DocumentedMetrics;
import io.millrace.runtime.metrics.MetricsPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One bridge's life: what was there, what changes, and an orderly end. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SnapshotThenStreamIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Map<String, String> TELECOM = Map.of("source", "telecom");

  @TempDir static Path folder;
  private static CaptureStack stack;
  private static ChildProcess bridge;
  private static TopicReader reader;

  @BeforeAll
  static void startWithRowsThatWereThereBefore() throws Exception {
    stack = CaptureStack.start(folder);
    stack.execute(
        """
        INSERT INTO telecom_events
          (event_id, event_type, event_time, recorded_at, region, megabytes, amount, source)
        SELECT i, 'CALL', timestamptz '2026-01-01 00:00:00.000001+00' + i * interval '1 s',
               timestamptz '2026-01-02 00:00:00+00', 'Almaty', i / 1000.0, i / 100.0, 'before'
        FROM generate_series(1, 1000) i""",
        "ANALYZE telecom_events");
    bridge = stack.startBridge(Map.of("MILLRACE_BRIDGE_WAL_BUDGET_MIB", "100"));
    await().atMost(LIMIT).untilAsserted(() -> assertThat(stack.health().status()).isEqualTo(200));
    reader = new TopicReader(stack.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    reader.close();
    stack.close();
  }

  @Test
  @Order(1)
  void publishesEachRowThatWasThereBeforeOnce() throws Exception {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(reader.poll()).hasSize(1000));
    assertThat(stack.source("telecom").get("snapshotRows").asLong()).isEqualTo(1000);
    assertThat(stack.source("telecom").get("snapshotRowsEstimated").asLong()).isEqualTo(1000);

    assertThat(reader.poll()).extracting(Event::op).containsOnly("r");
    assertThat(reader.poll()).extracting(Event::id).doesNotHaveDuplicates();
    Event row = reader.where(event -> event.id() == 7).get(0);
    assertThat(row.after().get("event_time").asText()).isEqualTo("2026-01-01T00:00:07.000001Z");
    assertThat(row.after().get("megabytes").asText()).isEqualTo("0.007");
  }

  @Test
  @Order(2)
  void keepsNumbersExactMicrosecondsAndNullsOfAnInsert() throws Exception {
    stack.execute(
        """
        INSERT INTO telecom_events VALUES
          (2001, NULL, '2026-11-21 04:05:06.789012+05', '1999-12-31 23:59:59.999999Z', NULL,
           'öß"\\', NULL, 9223372036854775807, 99999999999.999, 0.10, 'types')""");

    Event insert = awaitOne(2001, "c");

    assertThat(insert.key().toString()).isEqualTo("{\"event_id\":2001}");
    assertThat(insert.before().isNull()).isTrue();
    assertThat(insert.after().toString())
        .isEqualTo(
            "{\"event_id\":2001,\"event_type\":null,\"event_time\":\"2026-11-20T23:05:06.789012Z\","
                + "\"recorded_at\":\"1999-12-31T23:59:59.999999Z\",\"region\":null,"
                + "\"subscriber\":\"öß\\\"\\\\\",\"counterparty\":null,"
                + "\"duration_seconds\":9223372036854775807,"
                + "\"megabytes\":\"99999999999.999\",\"amount\":\"0.10\",\"source\":\"types\"}");
  }

  @Test
  @Order(3)
  void carriesTheWholeRowBeforeAnUpdate() throws Exception {
    stack.execute("UPDATE telecom_events SET amount = 12.50 WHERE event_id = 2001");

    Event update = awaitOne(2001, "u");

    assertThat(update.before()).isEqualTo(awaitOne(2001, "c").after());
    assertThat(update.after().get("amount").asText()).isEqualTo("12.50");
    assertThat(update.after().get("megabytes").asText()).isEqualTo("99999999999.999");
  }

  @Test
  @Order(4)
  void publishesADeleteWithTheRowAndThenATombstone() throws Exception {
    stack.execute("DELETE FROM telecom_events WHERE event_id = 2001");

    Event delete = awaitOne(2001, "d");
    Event tombstone = awaitOne(2001, "tombstone");

    assertThat(delete.before().get("amount").asText()).isEqualTo("12.50");
    assertThat(delete.after().isNull()).isTrue();
    List<Event> ofTheRow = reader.where(event -> event.id() == 2001);
    assertThat(ofTheRow).extracting(Event::op).containsExactly("c", "u", "d", "tombstone");
    assertThat(ofTheRow).extracting(Event::partition).containsOnly(tombstone.partition());
  }

  @Test
  @Order(5)
  void publishesNothingOfATransactionThatWasRolledBack() throws Exception {
    stack.execute(
        "BEGIN; INSERT INTO telecom_events (event_id, source) VALUES (3001, 'no'); ROLLBACK",
        "INSERT INTO telecom_events (event_id, source) VALUES (3002, 'yes')");

    awaitOne(3002, "c");

    assertThat(reader.where(event -> event.id() == 3001)).isEmpty();
  }

  @Test
  @Order(6)
  void tellsEveryPartitionOfATruncation() throws Exception {
    stack.execute("TRUNCATE telecom_events");

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(reader.where(event -> event.op().equals("t")))
                    .extracting(Event::partition)
                    .containsExactlyInAnyOrder(0, 1, 2, 3));
  }

  @Test
  @Order(7)
  void countsWhatItPublished() throws Exception {
    // 1000 rows of the snapshot, an insert, update and delete, another insert, a truncation.
    long events = 1_005;
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(
                        stack
                            .metricsPage()
                            .value("millrace_bridge_confirmed_events_total", TELECOM))
                    .isEqualTo(events));
    MetricsPage page = stack.metricsPage();

    assertThat(page.value("millrace_bridge_received_events_total", TELECOM)).isEqualTo(events);
    // A tombstone follows the delete, and each of the four partitions learns of the truncation.
    Map<String, Double> byOperation = new TreeMap<>();
    for (MetricsPage.Sample sample :
        page.samples(
            "millrace_bridge_change_events_total",
            Map.of("source", "telecom", "table", "telecom_events"))) {
      byOperation.put(sample.labels().get("op"), sample.value());
    }
    assertThat(byOperation)
        .isEqualTo(Map.of("r", 1000.0, "c", 2.0, "u", 1.0, "d", 1.0, "tombstone", 1.0, "t", 4.0));
    double transactions = page.value("millrace_bridge_send_seconds_count", TELECOM);
    assertThat(page.value("millrace_bridge_batch_records_count", TELECOM)).isEqualTo(transactions);
    assertThat(page.value("millrace_bridge_batch_records_sum", TELECOM)).isEqualTo(events);
    for (String histogram :
        List.of("millrace_bridge_send_seconds", "millrace_bridge_batch_records")) {
      assertThat(page.value(histogram + "_bucket", Map.of("source", "telecom", "le", "+Inf")))
          .isEqualTo(transactions);
      assertThat(page.samples(histogram + "_bucket", TELECOM)).hasSize(16);
    }
    // Each change after the snapshot was a transaction of its own, and so in a batch of one.
    assertThat(
            page.value(
                "millrace_bridge_batch_records_bucket", Map.of("source", "telecom", "le", "1.0")))
        .isBetween(1.0, 5.0);
    assertThat(
            page.value(
                "millrace_bridge_snapshot_rows", Map.of("source", "telecom", "kind", "initial")))
        .isEqualTo(1000);
    assertThat(page.value("millrace_bridge_snapshot_estimated_rows", TELECOM)).isEqualTo(1000);
    assertThat(
            page.value("millrace_bridge_state", Map.of("source", "telecom", "state", "streaming")))
        .isEqualTo(1);
    assertThat(page.value("millrace_bridge_replication_lag_seconds", TELECOM)).isBetween(0.0, 60.0);
  }

  @Test
  @Order(8)
  void showsTheSlotAsItsServerSeesIt() throws Exception {
    MetricsPage unlimited = stack.metricsPage();
    assertThat(unlimited.value("millrace_bridge_slot_active", TELECOM)).isEqualTo(1);
    for (String status : List.of("reserved", "extended", "unreserved", "lost")) {
      assertThat(
              unlimited.value(
                  "millrace_bridge_slot_wal_status",
                  Map.of("source", "telecom", "wal_status", status)))
          .as(status)
          .isEqualTo(status.equals("reserved") ? 1 : 0);
    }
    assertThat(unlimited.value("millrace_bridge_replication_kept_bytes", TELECOM)).isPositive();
    assertThat(unlimited.value("millrace_bridge_slot_safe_wal_size_bytes", TELECOM)).isNaN();
    assertThat(unlimited.value("millrace_bridge_wal_budget_bytes", TELECOM))
        .isEqualTo(100.0 * 1024 * 1024);

    stack.execute("ALTER SYSTEM SET max_slot_wal_keep_size = '512MB'", "SELECT pg_reload_conf()");

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(
                        stack
                            .metricsPage()
                            .value("millrace_bridge_slot_safe_wal_size_bytes", TELECOM))
                    .isBetween(256.0 * 1024 * 1024, 640.0 * 1024 * 1024));
    stack.execute("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
  }

  @Test
  @Order(9)
  void exposesWhatIsDocumentedAndNothingElse() throws Exception {
    assertThat(
            DocumentedMetrics.of("Bridge")
                .differences(
                    stack.metricsPage(), "millrace_", "millrace_bridge_change_events_total"))
        .isEmpty();
  }

  @Test
  @Order(10)
  void movesTheSlotOfAnIdleDatabase() throws Exception {
    String question =
        "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = 'millrace_telecom'";
    String before = stack.queryText(question);

    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(stack.queryText(question)).isNotEqualTo(before));
  }

  @Test
  @Order(11)
  void stopsInOrderWithinTenSecondsAndRepeatsNothingAfterwards() throws Exception {
    assertThat(bridge.stop(Duration.ofSeconds(10))).isTrue();
    assertThat(bridge.exitCode()).hasValue(143);
    assertThat(Files.readString(stack.bridgeLog())).contains("bridge stopped");
    int events = reader.poll().size();

    stack.startBridge(Map.of());
    stack.execute("INSERT INTO telecom_events (event_id, source) VALUES (4001, 'after')");
    awaitOne(4001, "c");

    assertThat(reader.poll()).hasSize(events + 1);
  }

  private static Event awaitOne(long id, String op) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(reader.where(e -> e.isRow() && e.id() == id && e.op().equals(op)))
                    .hasSize(1));
    return reader.where(event -> event.isRow() && event.id() == id && event.op().equals(op)).get(0);
  }
}
