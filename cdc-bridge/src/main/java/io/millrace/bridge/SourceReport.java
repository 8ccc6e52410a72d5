package io.millrace.bridge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.bridge.kafka.StreamProgress;
import io.millrace.bridge.source.IncrementalSnapshots;
import io.millrace.bridge.source.PostgresProbe;
import io.millrace.bridge.source.SlotReading;
import io.millrace.bridge.source.SourcePosition;
import io.millrace.bridge.source.SourceState;
import io.millrace.bridge.source.SourceSupervisor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What {@code GET /sources} says of a source. */
final class SourceReport {

  private final MeterRegistry meters;

  SourceReport(MeterRegistry meters) {
    this.meters = meters;
  }

  void describe(String name, SourcesHandler.Entry entry, ObjectNode json) {
    json.put("source", name);
    names("tables", entry.definition().tables(), json);
    names("outboxes", entry.definition().outboxes(), json);
    state(entry.source().state(), json);
    progress(entry.source(), json);
    server(entry.probe(), json);
    json.put("changeEvents", total("millrace.bridge.change.events", name));
    json.put("transactions", total("millrace.bridge.transactions", name));
    json.put("restarts", total("millrace.bridge.restarts", name));
    json.put("gaps", total("millrace.bridge.gaps", name));
    json.put("deadLetters", total("millrace.bridge.dead.letters", name));
  }

  private static void names(String field, List<TableName> tables, ObjectNode json) {
    ArrayNode names = json.putArray(field);
    tables.forEach(table -> names.add(table.toString()));
  }

  private static void state(SourceState state, ObjectNode json) {
    json.put("state", state.name());
    json.put("since", state.since().toString());
    if (state instanceof SourceState.Waiting waiting) {
      json.put("cause", waiting.cause());
      json.put("failedTries", waiting.attempt());
      json.put("nextTry", waiting.until().toString());
    }
    if (state instanceof SourceState.Paused rest) {
      json.put("cause", rest.cause());
    }
  }

  private static void progress(SourceSupervisor source, ObjectNode json) {
    StreamProgress progress = source.progress();
    json.put("snapshotRows", progress.snapshotRows());
    progress.expectedSnapshotRows().ifPresent(rows -> json.put("snapshotRowsEstimated", rows));
    progress.position().ifPresent(position -> place(position, json.putObject("position")));
    progress
        .incremental()
        .progress()
        .ifPresent(snapshot -> incremental(snapshot, progress.incremental().rows(), json));
    json.put("lagSeconds", progress.lagMillis(source.expectedQuietMillis()) / 1000.0);
  }

  private static void incremental(
      IncrementalSnapshots.Progress snapshot, long rows, ObjectNode json) {
    ObjectNode shown = json.putObject("incrementalSnapshot");
    shown.put("request", snapshot.id());
    shown.put("status", snapshot.status());
    shown.put("at", snapshot.since().toString());
    shown.put("rows", rows);
    ArrayNode tables = shown.putArray("tables");
    snapshot.tables().forEach(tables::add);
    snapshot.lastKey().ifPresent(key -> shown.put("lastKey", key));
    snapshot.maximumKey().ifPresent(key -> shown.put("maximumKey", key));
  }

  private static void place(SourcePosition position, ObjectNode json) {
    json.put("lsn", position.lsnText());
    if (position.timestampMicros() > 0) {
      json.put(
          "committed",
          Instant.EPOCH.plus(position.timestampMicros(), ChronoUnit.MICROS).toString());
    }
    position
        .begun()
        .ifPresent(
            begun -> {
              json.put("transaction", begun.transaction());
              json.put("events", begun.events());
            });
  }

  private static void server(PostgresProbe probe, ObjectNode json) {
    // JSON knows no NaN: what is not known is null.
    SlotReading slot = probe.slot();
    putBytes(json, "lagBytes", slot.lagBytes());
    putBytes(json, "walKeptBytes", slot.keptBytes());
  }

  private static void putBytes(ObjectNode json, String field, double bytes) {
    if (Double.isNaN(bytes)) {
      json.putNull(field);
    } else {
      json.put(field, (long) bytes);
    }
  }

  private long total(String meter, String source) {
    return (long)
        meters.find(meter).tag("source", source).counters().stream()
            .mapToDouble(Counter::count)
            .sum();
  }
}
