package io.millrace.bridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bridge.kafka.StreamCursor.Kind;
import io.millrace.bridge.source.SourceException;
import io.millrace.bridge.source.SourcePosition;
import io.millrace.bridge.source.SourcePosition.Begun;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class StreamCursorTest {

  private static final Schema MARKER =
      SchemaBuilder.struct()
          .field("status", Schema.STRING_SCHEMA)
          .field("id", Schema.STRING_SCHEMA)
          .build();
  private static final Schema ENVELOPE =
      SchemaBuilder.struct().field("op", Schema.STRING_SCHEMA).build();

  private static final String LAST_KEY = "incremental_snapshot_primary_key";
  private static final String TABLES = "incremental_snapshot_collections";
  private static final String SIGNALS = "telecom.public.millrace_signals";

  private final StreamCursor fresh = new StreamCursor("telecom", SIGNALS, Optional.empty());

  @Test
  void hasNoPositionUntilTheSnapshotHasEnded() {
    assertThat(fresh.advance(change("r", 100))).isEqualTo(Kind.SNAPSHOT_ROW);
    assertThat(fresh.position()).isEmpty();
    assertThat(fresh.advance(heartbeat(100, true))).isEqualTo(Kind.HEARTBEAT);
    assertThat(fresh.position()).isEmpty();

    fresh.advance(heartbeat(100, false));

    assertThat(fresh.position()).contains(new SourcePosition(100, 0));
  }

  @Test
  void countsEventsSinceTheLastEnd() {
    fresh.advance(heartbeat(100, false));
    fresh.advance(begin("7"));
    assertThat(fresh.position()).contains(new SourcePosition(100, 0));
    assertThat(fresh.advance(change("c", 110))).isEqualTo(Kind.CHANGE);
    assertThat(fresh.advance(change("u", 110))).isEqualTo(Kind.CHANGE);
    assertThat(fresh.position()).contains(new SourcePosition(100, 0).with(new Begun("7", 2)));
    // Amid a transaction it tells of a place that is none.
    fresh.advance(heartbeat(110, false));
    assertThat(fresh.place()).contains(new SourcePosition(100, 0));

    fresh.advance(end("7", 120));

    assertThat(fresh.position()).contains(new SourcePosition(120, 0));
  }

  @Test
  void stepsOverTheEventsThatAreKnown() {
    SourcePosition stored = new SourcePosition(100, 0).with(new Begun("7", 2));
    StreamCursor cursor = new StreamCursor("telecom", SIGNALS, Optional.of(stored));
    assertThat(cursor.position()).contains(stored);
    cursor.advance(heartbeat(100, false));
    assertThat(cursor.position()).contains(stored);
    cursor.advance(begin("7"));
    assertThat(cursor.position()).contains(stored);
    assertThat(cursor.advance(change("c", 110))).isEqualTo(Kind.KNOWN_CHANGE);
    assertThat(cursor.position()).contains(stored);
    assertThat(cursor.advance(change("c", 110))).isEqualTo(Kind.KNOWN_CHANGE);
    assertThat(cursor.advance(change("c", 110))).isEqualTo(Kind.CHANGE);
    assertThat(cursor.position()).contains(new SourcePosition(100, 0).with(new Begun("7", 3)));
    cursor.advance(end("7", 120));
    cursor.advance(begin("8"));
    assertThat(cursor.advance(change("c", 130))).isEqualTo(Kind.CHANGE);
  }

  @Test
  void refusesToGoOnWithAnotherTransaction() {
    SourcePosition stored = new SourcePosition(100, 0).with(new Begun("7", 2));
    StreamCursor cursor = new StreamCursor("telecom", SIGNALS, Optional.of(stored));

    assertThatThrownBy(() -> cursor.advance(begin("9")))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("goes on with transaction 9, but 2 events of transaction 7");
  }

  @Test
  void refusesATransactionShorterThanWhatIsKnownOfIt() {
    SourcePosition stored = new SourcePosition(100, 0).with(new Begun("7", 2));
    StreamCursor cursor = new StreamCursor("telecom", SIGNALS, Optional.of(stored));
    cursor.advance(begin("7"));
    cursor.advance(change("c", 110));

    assertThatThrownBy(() -> cursor.advance(end("7", 120)))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("transaction 7 has 1 events, but 2 of it are in Kafka");
  }

  @Test
  void holdsBackAmidATransactionThatBroughtSnapshotRows() {
    fresh.advance(heartbeat(100, false));
    fresh.advance(begin("7"));
    fresh.advance(change("r", 110));
    assertThat(fresh.position()).isEmpty();

    fresh.advance(end("7", 120));

    assertThat(fresh.position()).contains(new SourcePosition(120, 0));
  }

  @Test
  void holdsBackAmidATransactionWithASignalAndCountsItAmongTheEvents() {
    SourcePosition stored = new SourcePosition(100, 0).with(new Begun("7", 1));
    StreamCursor cursor = new StreamCursor("telecom", SIGNALS, Optional.of(stored));
    cursor.advance(begin("7"));
    assertThat(cursor.advance(change("c", 110, SIGNALS))).isEqualTo(Kind.SIGNAL);
    assertThat(cursor.advance(change("c", 110))).isEqualTo(Kind.CHANGE);
    assertThat(cursor.position()).isEmpty();

    cursor.advance(end("7", 120));

    assertThat(cursor.position()).contains(new SourcePosition(120, 0));
  }

  @Test
  void keepsTheLastKeyOfAnIncrementalSnapshotThatTheEngineHasNotGoneOnWithYet() {
    fresh.advance(end("7", 100, Map.of(LAST_KEY, "ab01", TABLES, "[t]")));
    fresh.advance(end("8", 110, Map.of(LAST_KEY, "ACED000570", TABLES, "[t]")));
    assertThat(fresh.position().orElseThrow().offset()).containsEntry(LAST_KEY, "ab01");

    fresh.advance(end("9", 120, Map.of(LAST_KEY, "ACED000570", TABLES, "[u]")));
    assertThat(fresh.position().orElseThrow().offset()).containsEntry(LAST_KEY, "ACED000570");

    fresh.advance(end("10", 130, Map.of()));
    assertThat(fresh.position().orElseThrow().offset()).doesNotContainKey(LAST_KEY);
  }

  private static SourceRecord begin(String transaction) {
    return marker("BEGIN", transaction, 101);
  }

  private static SourceRecord end(String transaction, long lsn) {
    return marker("END", transaction, lsn);
  }

  private static SourceRecord end(String transaction, long lsn, Map<String, String> incremental) {
    Map<String, Object> offset = new HashMap<>(incremental);
    offset.put("lsn", lsn);
    return marker("END", transaction, lsn, offset);
  }

  private static SourceRecord marker(String status, String transaction, long lsn) {
    return marker(status, transaction, lsn, Map.of("lsn", lsn));
  }

  private static SourceRecord marker(
      String status, String transaction, long lsn, Map<String, ?> offset) {
    Struct value = new Struct(MARKER).put("status", status).put("id", transaction + ":" + lsn);
    return new SourceRecord(Map.of(), offset, "telecom.transaction", null, null, MARKER, value);
  }

  private static SourceRecord change(String op, long lsn) {
    return change(op, lsn, "telecom.public.telecom_events");
  }

  private static SourceRecord change(String op, long lsn, String topic) {
    return new SourceRecord(
        Map.of(),
        Map.of("lsn", lsn),
        topic,
        null,
        null,
        ENVELOPE,
        new Struct(ENVELOPE).put("op", op));
  }

  private static SourceRecord heartbeat(long lsn, boolean snapshot) {
    Map<String, Object> offset = new HashMap<>(Map.of("lsn", lsn));
    if (snapshot) {
      offset.put("snapshot", "INITIAL");
    }
    return new SourceRecord(
        Map.of(),
        offset,
        "__debezium-heartbeat.telecom",
        ENVELOPE,
        new Struct(ENVELOPE).put("op", ""));
  }
}
