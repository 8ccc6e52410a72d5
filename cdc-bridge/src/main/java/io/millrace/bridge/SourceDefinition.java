package io.millrace.bridge;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One database to capture. Everything of it is its own, so that sources cannot get into each
 * other's way: topics, position, transactional id, slot, connections, threads.
 *
 * @param name the first part of its topics' names, and how operators and metrics call it
 * @param postgres where it is
 * @param tables whose changes are captured, each with its schema
 * @param outboxes whose rows are messages, each with its schema; none of them is among {@code
 *     tables}, and of both together there is at least one
 * @param publication lists the tables in the database; it is the operator's or postgres-init's
 * @param slot the logical replication slot, which the bridge creates
 * @param keyColumns for tables whose events are to have another key than the primary key: the
 *     columns, at least one each
 * @param signalTable where incremental snapshots are asked for and mark their chunks; needed for
 *     these alone
 * @param snapshotMode what happens to rows that were there before
 */
public record SourceDefinition(
    String name,
    PostgresAccess postgres,
    List<TableName> tables,
    List<TableName> outboxes,
    String publication,
    String slot,
    Map<TableName, List<String>> keyColumns,
    TableName signalTable,
    SnapshotMode snapshotMode) {

  /** Copies the collections. */
  public SourceDefinition {
    tables = List.copyOf(tables);
    outboxes = List.copyOf(outboxes);
    keyColumns = Map.copyOf(keyColumns);
  }

  /** All that the engine reads: tables and outboxes. */
  public List<TableName> captured() {
    return Stream.concat(tables.stream(), outboxes.stream()).toList();
  }

  /** The topic of a table's change events, as Debezium names it. */
  public String topic(TableName table) {
    return name + "." + table;
  }

  /**
   * The topic of the heartbeats, as Debezium names that of logical decoding messages. A heartbeat
   * is a transaction of its own in the source's WAL. Once it can be read here, everything that was
   * committed before it can be read from the other topics, within the moment in which a Kafka
   * transaction becomes visible in all its partitions.
   */
  public String heartbeatTopic() {
    return name + ".message";
  }

  /** The topics that the source writes to: of change events, and of an outbox's messages. */
  public List<String> topics() {
    return Stream.concat(tables.stream().map(this::topic), outboxes.stream().map(TableName::name))
        .toList();
  }
}
