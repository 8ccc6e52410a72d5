package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bridge.TopicReader.Event;
import io.millrace.runtime.ChildProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL at random instants; {@code -Dmillrace.kills=N} for more of them. */
class KilledBridgeIT {

  private static final int KILLS = Integer.getInteger("millrace.kills", 5);
  private static final long SENTINEL = 999_999_999L;
  private static final Duration LIMIT = Duration.ofSeconds(180);

  @TempDir Path folder;
  private CaptureStack stack;
  private TopicReader reader;

  @BeforeEach
  void start() throws Exception {
    stack = CaptureStack.start(folder);
    reader = new TopicReader(stack.bootstrapServers());
  }

  @AfterEach
  void stop() {
    reader.close();
    stack.close();
  }

  @Test
  void losesNoCommittedChangeWhenKilledUnderLoad() throws Exception {
    ChildProcess bridge = stack.startBridge(Map.of());
    await().atMost(LIMIT).until(() -> stack.health().body().contains("streaming;"));
    ChangingTable table = new ChangingTable(stack);
    table.start(3, Duration.ofMillis(50));
    Random random = new Random(20_261_121);
    for (int i = 0; i < KILLS; i++) {
      if (i % 3 != 2) {
        await().atMost(LIMIT).until(() -> stack.health().body().contains("streaming;"));
      }
      // Every third dies wherever in its start it is.
      boolean ended =
          bridge
              .onExit()
              .thenApply(exit -> true)
              .completeOnTimeout(false, 200 + random.nextInt(3000), TimeUnit.MILLISECONDS)
              .join();
      assertThat(ended).as("bridge ended by itself").isFalse();
      bridge.kill();
      bridge = stack.startBridge(Map.of());
    }
    Map<Long, Long> committed = table.stopAndCollectVersions();

    List<Event> events = eventsUpToNow();

    assertThat(events).noneMatch(event -> event.toString().contains(ChangingTable.ROLLED_BACK));
    assertThat(rebuild(events)).isEqualTo(rowsOfTheTable());
    assertThat(committed).hasSizeGreaterThan(1000);
    Map<Long, Set<Long>> arrived = versionsInOrderOfArrival(events);
    assertThat(arrived.keySet()).isEqualTo(committed.keySet());
    committed.forEach(
        (id, newest) ->
            assertThat(arrived.get(id))
                .as("versions of row %d", id)
                .containsExactlyElementsOf(LongStream.rangeClosed(0, newest).boxed().toList()));
  }

  @Test
  void rebuildsTheTableWhenKilledDuringTheSnapshot() throws Exception {
    stack.execute(
        "INSERT INTO telecom_events (event_id, duration_seconds, source)"
            + " SELECT i, 0, 'before' FROM generate_series(1, 40000) i");
    for (int kill = 1; kill <= 2; kill++) {
      int before = reader.poll().size();
      ChildProcess bridge = stack.startBridge(Map.of());
      await().atMost(LIMIT).until(() -> reader.poll().size() > before);
      bridge.kill();
      stack.execute(
          "UPDATE telecom_events SET duration_seconds = " + kill + " WHERE event_id % 7 = 0",
          "DELETE FROM telecom_events WHERE event_id % 1000 = " + kill);
    }
    stack.startBridge(Map.of());

    List<Event> events = eventsUpToNow();

    assertThat(rebuildSinceLastSnapshotOf(events, 2)).isEqualTo(rowsOfTheTable());
  }

  /** Every event up to now: behind it in each partition comes one of the sentinel's rows. */
  private List<Event> eventsUpToNow() throws SQLException {
    stack.execute(
        "INSERT INTO telecom_events (event_id, duration_seconds, source) SELECT i, 0, 'sentinel'"
            + (" FROM generate_series(" + SENTINEL + ", " + (SENTINEL + 30) + ") i"));
    await()
        .atMost(LIMIT)
        .until(
            () ->
                reader.where(event -> event.id() >= SENTINEL).stream()
                        .map(Event::partition)
                        .distinct()
                        .count()
                    == 4);
    return reader.where(event -> event.id() < SENTINEL);
  }

  /** Applies the events in order: version by row, as a consumer of the topic knows them. */
  private static Map<Long, Long> rebuild(List<Event> events) {
    Map<Long, Long> rows = new TreeMap<>();
    for (Event event : events) {
      switch (event.op()) {
        case "r", "c", "u" -> rows.put(event.id(), version(event));
        case "d", "tombstone" -> rows.remove(event.id());
        default -> throw new AssertionError("unexpected " + event);
      }
    }
    return rows;
  }

  /**
   * As a consumer does that starts over when a snapshot does: rows deleted between two snapshots
   * are in neither stream nor snapshot. The rows deleted before the last one began are known here.
   */
  private static Map<Long, Long> rebuildSinceLastSnapshotOf(List<Event> events, int kills) {
    Map<Long, Long> rows = rebuild(events);
    rows.keySet().removeIf(id -> id % 1000 >= 1 && id % 1000 <= kills);
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

  private static Map<Long, Set<Long>> versionsInOrderOfArrival(List<Event> events) {
    Map<Long, Set<Long>> versions = new TreeMap<>();
    for (Event event : events) {
      if (event.envelope() != null && !event.after().isNull()) {
        versions.computeIfAbsent(event.id(), id -> new LinkedHashSet<>()).add(version(event));
      }
    }
    return versions;
  }

  private static long version(Event event) {
    return event.after().get("duration_seconds").asLong();
  }
}
