package io.millrace.bridge.source;

import io.millrace.bridge.BridgeConfig;
import io.millrace.bridge.MemoryShare;
import io.millrace.bridge.SnapshotMode;
import io.millrace.bridge.SourceDefinition;
import io.millrace.bridge.TableName;
import io.millrace.bridge.json.UnavailableValue;
import io.millrace.bridge.kafka.PositionStore;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Debezium's own properties for one source. */
final class EngineProperties {

  /** Records that the engine hands over at once, at most. */
  static final int MAX_BATCH = 2_048;

  /** Rows of an incremental snapshot that are read at once, and published in one transaction. */
  private static final int CHUNK_ROWS = 2_048;

  /**
   * Rows that the driver holds at once in the first snapshot of a source with outboxes, in place of
   * 10,240: each may have a body of 16 MB, and twice that as the text that the server sends.
   */
  private static final int FETCHED_MESSAGES = 2;

  private static final String HEARTBEAT_MESSAGE = "millrace.heartbeat";

  private EngineProperties() {}

  /** The engine's name, which is also in the key of its stored offset. */
  static String engineName(SourceDefinition source) {
    return source.slot();
  }

  static Properties of(BridgeConfig config, SourceDefinition source, boolean signals) {
    Properties properties = new Properties();
    properties.put("name", engineName(source));
    properties.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    source(properties, config, source);
    events(properties, source);
    if (signals) {
      incrementalSnapshots(properties, source);
    }
    engine(properties, config);
    return properties;
  }

  private static void source(Properties properties, BridgeConfig config, SourceDefinition source) {
    properties.put("database.hostname", source.postgres().host());
    properties.put("database.port", Integer.toString(source.postgres().port()));
    properties.put("database.user", source.postgres().user());
    properties.put("database.password", source.postgres().password());
    properties.put("database.dbname", source.postgres().database());
    properties.put("plugin.name", "pgoutput");
    properties.put("slot.name", source.slot());
    properties.put("publication.name", source.publication());
    // The publication is part of the schema: postgres-init owns it.
    properties.put("publication.autocreate.mode", "disabled");
    // A standby that synchronises slots has it too, where the server knows how (PostgreSQL 17).
    properties.put("slot.failover", "true");
    properties.put("slot.max.retries", "0");
    // Whether the tables are read again is decided before the engine starts: see SlotCheck.
    properties.put(
        "snapshot.mode", source.snapshotMode() == SnapshotMode.NEVER ? "no_data" : "initial");
    // A transaction of its own every few seconds: the slot of an idle database moves with it, and
    // its coming through shows that the whole way works, up to whoever reads it from Kafka. It
    // needs no table and no privilege.
    properties.put("heartbeat.interval.ms", Long.toString(config.heartbeatInterval().toMillis()));
    properties.put(
        "heartbeat.action.query",
        "SELECT pg_logical_emit_message(true, '" + HEARTBEAT_MESSAGE + "', '')");
    // Nobody else's messages: what an application says to its own consumers is not captured.
    properties.put("message.prefix.include.list", Pattern.quote(HEARTBEAT_MESSAGE));
  }

  private static void events(Properties properties, SourceDefinition source) {
    properties.put("topic.prefix", source.name());
    properties.put(
        "table.include.list",
        source.captured().stream().map(TableName::pattern).collect(Collectors.joining(",")));
    if (!source.outboxes().isEmpty()) {
      properties.put("snapshot.fetch.size", Integer.toString(FETCHED_MESSAGES));
    }
    if (!source.keyColumns().isEmpty()) {
      properties.put(
          "message.key.columns",
          source.keyColumns().entrySet().stream()
              .map(key -> key.getKey() + ":" + String.join(",", key.getValue()))
              .collect(Collectors.joining(";")));
    }
    properties.put("provide.transaction.metadata", "true");
    properties.put("decimal.handling.mode", "string");
    properties.put("interval.handling.mode", "string");
    // Text for what the modes cannot keep; without it, unknown types would arrive as base64.
    properties.put("include.unknown.datatypes", "true");
    properties.put("converters", "text");
    properties.put("text.type", PostgresTextConverter.class.getName());
    properties.put("unavailable.value.placeholder", UnavailableValue.property());
    // Ours are sent with the delete: one event of PostgreSQL is then one of the engine's.
    properties.put("tombstones.on.delete", "false");
    properties.put("skipped.operations", "none");
    // The default writes a null for a value it cannot convert, and a line in the log.
    properties.put("event.converting.failure.handling.mode", "fail");
  }

  private static void incrementalSnapshots(Properties properties, SourceDefinition source) {
    properties.put("signal.data.collection", source.signalTable().toString());
    properties.put("signal.enabled.channels", "source");
    // The marks around a chunk leave nothing behind in the table.
    properties.put("incremental.snapshot.watermarking.strategy", "insert_delete");
    properties.put("incremental.snapshot.chunk.size", Integer.toString(CHUNK_ROWS));
    properties.put("notification.enabled.channels", SnapshotNotifications.NAME);
  }

  private static void engine(Properties properties, BridgeConfig config) {
    properties.put("offset.storage", PositionStore.class.getName());
    properties.put("offset.flush.interval.ms", "500");
    properties.put("poll.interval.ms", Long.toString(config.pollInterval().toMillis()));
    properties.put("max.batch.size", Integer.toString(MAX_BATCH));
    properties.put("max.queue.size", Integer.toString(2 * MAX_BATCH));
    properties.put("max.queue.size.in.bytes", Long.toString(MemoryShare.bytes(4 << 20)));
    properties.put("record.processing.threads", "1");
    properties.put("record.processing.shutdown.timeout.ms", "2000");
    // One mechanism restarts a source, and shows why: SourceSupervisor.
    properties.put("errors.max.retries", "0");
    properties.put("retriable.restart.connector.wait.ms", "1000");
  }
}
