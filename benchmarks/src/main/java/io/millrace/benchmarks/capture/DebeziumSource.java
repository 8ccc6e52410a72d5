package io.millrace.benchmarks.capture;

import io.millrace.model.Domain;
import io.millrace.postgres.PostgresInit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings of Debezium's PostgreSQL connector that peers have in common. */
final class DebeziumSource {

  /**
   * {@code -Dmillrace.peers.transactionMetadata=true} makes the tuned peers fill the envelope's
   * {@code transaction} too, as the bridge always does. By default they are spared that work.
   */
  static final String TRANSACTION_METADATA = "millrace.peers.transactionMetadata";

  private DebeziumSource() {}

  /** A name that slots and topics may have. */
  static String slot(String contender) {
    return contender.replace('-', '_');
  }

  static String topic(String contender) {
    return slot(contender) + ".public." + CaptureRig.TABLE;
  }

  /** All topics that a tuned peer writes to. */
  static List<String> topics(String contender) {
    return transactionMetadata()
        ? List.of(topic(contender), slot(contender) + ".transaction")
        : List.of(topic(contender));
  }

  private static boolean transactionMetadata() {
    return Boolean.getBoolean(TRANSACTION_METADATA);
  }

  /** Only what is necessary to read the table from the given contender's slot. */
  static Map<String, String> necessary(CaptureRig rig, String contender) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    settings.put("database.hostname", rig.postgresHost());
    settings.put("database.port", Integer.toString(rig.postgresPort()));
    settings.put("database.user", PostgresInit.Roles.REPLICATION);
    settings.put("database.password", rig.replicationPassword());
    settings.put("database.dbname", Domain.TELECOM.database());
    settings.put("plugin.name", "pgoutput");
    settings.put("slot.name", slot(contender));
    settings.put("publication.name", Domain.TELECOM.publication());
    settings.put("publication.autocreate.mode", "disabled");
    settings.put("topic.prefix", slot(contender));
    settings.put("table.include.list", "public." + CaptureRig.TABLE);
    // The bridge's heartbeats stand in the same log; nobody else shall publish them.
    settings.put("message.prefix.exclude.list", ".*");
    return settings;
  }

  /** The same, tuned: large batches and queues, a short poll interval, and the bridge's text. */
  static Map<String, String> tuned(CaptureRig rig, String contender) {
    Map<String, String> settings = necessary(rig, contender);
    settings.put("decimal.handling.mode", "string");
    settings.put("max.batch.size", "8192");
    settings.put("max.queue.size", "32768");
    settings.put("poll.interval.ms", "10");
    if (transactionMetadata()) {
      settings.put("provide.transaction.metadata", "true");
    }
    return settings;
  }
}
