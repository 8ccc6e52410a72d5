package io.millrace.model;

import java.util.List;
import java.util.Locale;

/**
 * The domains of the platform. A new one begins here: each switch over this enum has no {@code
 * default}, so the compiler lists what else the domain needs.
 */
public enum Domain {
  /** Calls, messages, data sessions and balance recharges of a mobile network. */
  TELECOM(List.of("telecom_events"), List.of()),

  /** Aircraft: where the OpenSky network saw them, and what follows from it. */
  OPENSKY(List.of("processed_flights", "flight_statistics"), List.of(Topics.RAW_FLIGHTS));

  private final List<String> tables;
  private final List<String> outboxes;

  Domain(List<String> tables, List<String> outboxes) {
    this.tables = tables;
    this.outboxes = outboxes;
  }

  /** The PostgreSQL database, which is also Debezium's topic prefix and the ClickHouse database. */
  public String database() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The tables of schema {@code public} whose changes are published. */
  public List<String> tables() {
    return tables;
  }

  /**
   * The tables of schema {@code public} whose rows are messages: what is inserted into one becomes
   * a record of the topic that has the table's name, with the row's {@code body} as its value.
   */
  public List<String> outboxes() {
    return outboxes;
  }

  /** The publication that lists {@link #tables()} and {@link #outboxes()}. */
  public String publication() {
    return "millrace_" + database();
  }

  /** The logical replication slot of the bridge. */
  public String replicationSlot() {
    return "millrace_" + database();
  }

  /** The streaming query that computes the domain's metrics, as ledgers and checkpoints name it. */
  public String metricsQuery() {
    return database() + "-metrics";
  }

  /**
   * The topic of the bridge's heartbeats: a transaction in the database every few seconds that
   * changes no row. Debezium's name for logical decoding messages.
   */
  public String heartbeatTopic() {
    return database() + ".message";
  }

  /** The topic of a table's change events: Debezium's {@code <prefix>.<schema>.<table>}. */
  public String topic(String table) {
    if (!tables.contains(table)) {
      throw new IllegalArgumentException(
          "table " + table + " is not published by " + this + "; published: " + tables);
    }
    return database() + ".public." + table;
  }
}
