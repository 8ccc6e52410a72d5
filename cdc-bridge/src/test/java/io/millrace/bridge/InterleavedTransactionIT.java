package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bridge.TopicReader.Event;
import io.millrace.runtime.ChildProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A transaction is open when another one commits and its end becomes the stored position; the open
 * one's next row is written right behind that end. Debezium's own search for its place then skips
 * the rows the open transaction had written before.
 */
class InterleavedTransactionIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void losesNoRowOfATransactionThatWasOpenAtTheStoredPosition() throws Exception {
    try (CaptureStack stack = CaptureStack.start(folder)) {
      // No heartbeat may write between the two rows that have to be neighbours in the WAL.
      Map<String, String> rareHeartbeats = Map.of("MILLRACE_BRIDGE_HEARTBEAT_INTERVAL", "2m");
      ChildProcess bridge = stack.startBridge(rareHeartbeats);
      await().atMost(LIMIT).until(() -> stack.health().status() == 200);
      try (TopicReader reader = new TopicReader(stack.bootstrapServers());
          Connection open = stack.connect();
          Statement openStatement = open.createStatement();
          Connection other = stack.connect();
          Statement otherStatement = other.createStatement()) {
        String before = confirmedLsn(stack);
        open.setAutoCommit(false);
        openStatement.execute("INSERT INTO telecom_events (event_id, source) VALUES (1, 'open')");
        openStatement.execute("INSERT INTO telecom_events (event_id, source) VALUES (2, 'open')");
        otherStatement.execute("INSERT INTO telecom_events (event_id, source) VALUES (10, 'x')");
        openStatement.execute("INSERT INTO telecom_events (event_id, source) VALUES (3, 'open')");
        openStatement.execute("INSERT INTO telecom_events (event_id, source) VALUES (4, 'open')");
        await().atMost(LIMIT).until(() -> reader.poll().size() == 1);
        // The server is told only after the position is stored.
        await().atMost(LIMIT).until(() -> !confirmedLsn(stack).equals(before));
        bridge.kill();
        open.commit();

        stack.startBridge(rareHeartbeats);

        await()
            .atMost(LIMIT)
            .untilAsserted(
                () ->
                    assertThat(reader.poll())
                        .extracting(Event::id)
                        .containsExactlyInAnyOrder(10L, 1L, 2L, 3L, 4L));
      }
    }
  }

  private static String confirmedLsn(CaptureStack stack) throws Exception {
    return stack.queryText(
        "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = 'millrace_telecom'");
  }
}
