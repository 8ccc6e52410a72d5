package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bridge.TopicReader.Event;
import io.millrace.bridge.kafka.PublishStep;
import io.millrace.runtime.ChildProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL at random instants, and ends as sudden at every step of a batch, each kind once; {@code
 * -Dmillrace.kills=N} for more of them.
 */
@Tag("kill-matrix")
class KilledBridgeIT {

  private static final int KILLS = Integer.getInteger("millrace.kills", 7);
  private static final long SENTINEL = 999_999_999L;
  private static final Duration LIMIT = Duration.ofSeconds(180);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  private CaptureStack stack;
  private TopicReader reader;

  @BeforeEach
  void start() throws Exception {
    stack = CaptureStack.start(folder);
    reader =
        new TopicReader(stack.bootstrapServers())
            .keepingOnly("event_id", "duration_seconds", "source");
  }

  @AfterEach
  void stop() {
    reader.close();
    stack.close();
  }

  @Test
  void publishesEveryCommittedChangeOnceWhenKilledUnderLoad() throws Exception {
    ChildProcess first = stack.startBridge(Map.of());
    awaitStreaming();
    ChangingTable table = new ChangingTable(stack);
    table.start(3, Duration.ofMillis(50));
    first.kill();
    Random random = new Random(20_261_121);
    for (int i = 1; i < KILLS; i++) {
      switch (i % 6) {
        case 0 -> killAfter(random.nextInt(3_000), false);
        case 1 -> killAfter(random.nextInt(2_000), true);
        default -> crashAt(PublishStep.values()[i % 6 - 2], 1 + random.nextInt(25));
      }
      if (i % 8 == 4) {
        table.truncate();
      }
    }
    stack.startBridge(Map.of());
    Map<Long, Long> committed = table.stopAndCollectVersions();

    List<Event> events = eventsUpToNow();

    assertThat(events).noneMatch(event -> event.toString().contains(ChangingTable.ROLLED_BACK));
    assertThat(rebuild(events)).isEqualTo(rowsOfTheTable());
    assertThat(committed).hasSizeGreaterThan(1000);
    Map<Long, List<Long>> arrived = versionsAsTheyArrived(events);
    assertThat(arrived.keySet()).isEqualTo(committed.keySet());
    committed.forEach(
        (id, newest) ->
            assertThat(arrived.get(id))
                .as("versions of row %d", id)
                .isEqualTo(LongStream.rangeClosed(0, newest).boxed().toList()));
    assertThat(events.stream().filter(event -> event.op().equals("d")).map(Event::id))
        .doesNotHaveDuplicates();
    assertThat(events.stream().filter(event -> event.op().equals("tombstone")).map(Event::id))
        .containsExactlyInAnyOrderElementsOf(
            events.stream().filter(event -> event.op().equals("d")).map(Event::id).toList());
    long truncations = LongStream.range(1, KILLS).filter(i -> i % 8 == 4).count();
    assertThat(events.stream().filter(event -> event.op().equals("t")))
        .hasSize((int) truncations * 4);
  }

  @Test
  void publishesEachRowOnceWhenKilledDuringTheSnapshot() throws Exception {
    stack.execute(
        "INSERT INTO telecom_events (event_id, duration_seconds, source)"
            + " SELECT i, 0, 'before' FROM generate_series(1, 40000) i");
    for (int kill = 1; kill <= 2; kill++) {
      crashAt(PublishStep.AMID_SEND, 3 * kill);
      stack.execute(
          "UPDATE telecom_events SET duration_seconds = " + kill + " WHERE event_id % 7 = 0",
          "DELETE FROM telecom_events WHERE event_id % 1000 = " + kill);
    }
    stack.startBridge(Map.of());

    List<Event> events = eventsUpToNow();

    assertThat(events).extracting(Event::op).containsOnly("r");
    assertThat(events).extracting(Event::id).doesNotHaveDuplicates();
    assertThat(rebuild(events)).isEqualTo(rowsOfTheTable());
  }

  @Test
  void goesOnAmidATransactionThatIsLargerThanABatch() throws Exception {
    stack.startBridge(Map.of());
    awaitStreaming();
    stack.execute(
        "INSERT INTO telecom_events (event_id, duration_seconds, source)"
            + " SELECT i, 0, 'large' FROM generate_series(1, 60000) i");
    stack.killBridges();
    crashAt(PublishStep.AFTER_COMMIT, 3);
    crashAt(PublishStep.BEFORE_COMMIT, 2);
    crashAt(PublishStep.AFTER_COMMIT, 2);
    crashAt(PublishStep.AMID_SEND, 4);
    stack.startBridge(Map.of());

    List<Event> events = eventsUpToNow();

    assertThat(events).hasSize(60_000).extracting(Event::id).doesNotHaveDuplicates();
  }

  private void awaitStreaming() {
    await().atMost(LIMIT).until(() -> stack.health().body().contains("streaming;"));
  }

  private void killAfter(int millis, boolean fromItsStart) throws Exception {
    ChildProcess bridge = stack.startBridge(Map.of());
    if (!fromItsStart) {
      awaitStreaming();
    }
    boolean ended =
        bridge
            .onExit()
            .thenApply(exit -> true)
            .completeOnTimeout(false, millis, TimeUnit.MILLISECONDS)
            .join();
    assertThat(ended).as("bridge ended by itself").isFalse();
    bridge.kill();
  }

  private void crashAt(PublishStep step, int times) throws Exception {
    ChildProcess bridge = stack.startCrashingBridge(step, times);
    assertThat(bridge.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS).exitValue())
        .as("crash at step %s", step)
        .isEqualTo(137);
  }

  /** Every event up to now: behind it in each partition comes one of the sentinel's rows. */
  private List<Event> eventsUpToNow() throws SQLException {
    awaitStreaming();
    stack.execute(
        "INSERT INTO telecom_events (event_id, duration_seconds, source) SELECT i, 0, 'sentinel'"
            + (" FROM generate_series(" + SENTINEL + ", " + (SENTINEL + 30) + ") i"));
    await()
        .atMost(LIMIT)
        .until(
            () ->
                reader.where(event -> event.isRow() && event.id() >= SENTINEL).stream()
                        .map(Event::partition)
                        .distinct()
                        .count()
                    == 4);
    return reader.where(event -> !event.isRow() || event.id() < SENTINEL);
  }

  /** Applies the events in order: version by row, as a consumer of the topic knows them. */
  private static Map<Long, Long> rebuild(List<Event> events) {
    Map<Integer, Map<Long, Long>> partitions = new HashMap<>();
    for (Event event : events) {
      Map<Long, Long> rows =
          partitions.computeIfAbsent(event.partition(), partition -> new TreeMap<>());
      switch (event.op()) {
        case "r", "c", "u" -> rows.put(event.id(), version(event));
        case "d", "tombstone" -> rows.remove(event.id());
        case "t" -> rows.clear();
        default -> throw new AssertionError("unexpected " + event);
      }
    }
    Map<Long, Long> rows = new TreeMap<>();
    partitions.values().forEach(rows::putAll);
    return rows;
  }

  private Map<Long, Long> rowsOfTheTable() throws SQLException {
    Map<Long, Long> rows = new TreeMap<>();
    try (Connection connection = stack.connect();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT event_id, duration_seconds FROM telecom_events WHERE event_id < "
                    + SENTINEL)) {
      while (result.next()) {
        rows.put(result.getLong(1), result.getLong(2));
      }
    }
    return rows;
  }

  private static Map<Long, List<Long>> versionsAsTheyArrived(List<Event> events) {
    Map<Long, List<Long>> versions = new TreeMap<>();
    for (Event event : events) {
      if (event.isRow() && event.envelope() != null && !event.after().isNull()) {
        versions.computeIfAbsent(event.id(), id -> new ArrayList<>()).add(version(event));
      }
    }
    return versions;
  }

  private static long version(Event event) {
    return event.after().get("duration_seconds").asLong();
  }
}
