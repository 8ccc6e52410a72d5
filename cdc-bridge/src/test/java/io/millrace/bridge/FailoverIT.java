package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bridge.TopicReader.Event;
import io.millrace.postgres.embedded.PostgresOptions;
import io.millrace.postgres.embedded.PostgresServer;
import io.millrace.runtime.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A standby is promoted and takes the primary's address over. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailoverIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir static Path folder;
  private static CaptureStack stack;
  private static ChildProcess bridge;
  private static TopicReader reader;

  @BeforeAll
  static void start() throws Exception {
    stack = CaptureStack.start(folder);
    bridge = stack.startBridge(Map.of());
    until(() -> stack.health().status() == 200);
    reader = new TopicReader(stack.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    reader.close();
    stack.close();
  }

  @Test
  @Order(1)
  void goesOnExactlyOnceWhereTheStandbyHasTheSlot() throws Exception {
    PostgresOptions copy = Standby.of(stack.postgres(), folder.resolve("first"), "first", true);
    PostgresServer standby = PostgresServer.start(copy);
    // What the standby has not got, nobody is told: a failover takes nothing back.
    stack.execute(
        "ALTER SYSTEM SET synchronized_standby_slots = 'first'", "SELECT pg_reload_conf()");
    insert(1, 500);
    until(() -> arrived(1, 500));
    awaitSlot(standby);
    insert(501, 1_000);
    until(() -> arrived(1, 1_000));

    failOver(standby);
    insert(1_001, 1_500);

    until(() -> arrived(1, 1_500));
    assertThat(reader.poll()).extracting(Event::id).doesNotHaveDuplicates();
    until(() -> stack.health().status() == 200);
    assertThat(bridge.isAlive()).isTrue();
  }

  @Test
  @Order(2)
  void saysThatTheSlotIsMissingWhereTheStandbyHasNone() throws Exception {
    PostgresOptions copy = Standby.of(stack.postgres(), folder.resolve("second"), "second", false);
    PostgresServer standby = PostgresServer.start(copy);
    insert(1_501, 1_600);
    until(() -> arrived(1_501, 1_600));
    awaitReceived(standby);

    failOver(standby);

    until(() -> cause().contains("replication slot millrace_telecom is missing"));
    assertThat(cause()).contains("MILLRACE_BRIDGE_SNAPSHOT_MODE=when_needed");
    bridge.stop(Duration.ofSeconds(10));
    bridge = stack.startBridge(Map.of("MILLRACE_BRIDGE_SNAPSHOT_MODE", "when_needed"));
    until(() -> stack.health().status() == 200);
    insert(1_601, 1_700);
    until(() -> arrived(1_601, 1_700));
    bridge.stop(Duration.ofSeconds(10));
    bridge = stack.startBridge(Map.of());
    until(() -> stack.health().status() == 200);
  }

  @Test
  @Order(3)
  void saysThatKafkaHasWhatTheStandbyNeverGot() throws Exception {
    PostgresOptions copy = Standby.of(stack.postgres(), folder.resolve("third"), "third", true);
    PostgresServer standby = PostgresServer.start(copy);
    awaitSlot(standby);
    standby.stop();
    insert(1_701, 1_800);
    until(() -> arrived(1_701, 1_800));

    failOver(standby);

    until(() -> cause().contains("the server was promoted at "));
    assertThat(cause())
        .contains("changes that it had not received are in Kafka but not in the database")
        .contains("MILLRACE_BRIDGE_SNAPSHOT_MODE=when_needed");
  }

  /** The primary dies, and the standby is promoted at its address. */
  private static void failOver(PostgresServer standby) throws Exception {
    int address = stack.postgres().port();
    stack.postgres().kill();
    standby.stop();
    stack.replacePostgres(PostgresServer.start(standby.options().withPort(address)));
    stack.execute("SELECT pg_promote()");
  }

  private static void awaitSlot(PostgresServer standby) {
    until(
        () ->
            "t"
                .equals(
                    stack.queryText(
                        standby,
                        "SELECT synced AND NOT temporary FROM pg_replication_slots"
                            + " WHERE slot_name = 'millrace_telecom'")));
  }

  private static void awaitReceived(PostgresServer standby) throws Exception {
    String end = stack.queryText("SELECT pg_current_wal_lsn()");
    until(
        () ->
            "t"
                .equals(
                    stack.queryText(
                        standby, "SELECT pg_last_wal_replay_lsn() >= '" + end + "'::pg_lsn")));
  }

  private static String cause() throws Exception {
    return stack.source("telecom").path("cause").asText();
  }

  private static void insert(long from, long to) throws Exception {
    stack.execute(
        "INSERT INTO telecom_events (event_id, source) SELECT i, 'failover' FROM generate_series("
            + from
            + ", "
            + to
            + ") i");
  }

  private static boolean arrived(long from, long to) {
    Set<Long> ids = reader.poll().stream().map(Event::id).collect(Collectors.toSet());
    return LongStream.rangeClosed(from, to).allMatch(ids::contains);
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(LIMIT).ignoreExceptions().until(condition);
  }
}
