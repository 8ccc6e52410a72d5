package io.millrace.bridge.source;

import io.millrace.bridge.TableName;
import io.millrace.bridge.kafka.OutboxMessage;
import java.util.Map;
import java.util.Optional;

/** Whether a table has what a message needs: a key and a value. */
final class OutboxColumns {

  private OutboxColumns() {}

  /**
   * What is missing, with its remedy; empty if nothing is.
   *
   * @param types of the table's columns as PostgreSQL calls them, by name
   */
  static Optional<String> problem(String source, TableName table, Map<String, String> types) {
    return wrong(source, table, types, OutboxMessage.KEY, "text")
        .or(() -> wrong(source, table, types, OutboxMessage.BODY, "bytea"));
  }

  private static Optional<String> wrong(
      String source, TableName table, Map<String, String> types, String column, String wanted) {
    String type = types.get(column);
    if (wanted.equals(type)) {
      return Optional.empty();
    }
    return Optional.of(
        type == null
            ? "outbox %s of source %s has no column %s. Remedy: ALTER TABLE %s ADD COLUMN %s %s NOT NULL, or take it out of the source's outboxes"
                .formatted(table, source, column, table, column, wanted)
            : "column %s of outbox %s of source %s is of type %s; a message needs %s. Remedy: ALTER TABLE %s ALTER COLUMN %s TYPE %s, or take it out of the source's outboxes"
                .formatted(column, table, source, type, wanted, table, column, wanted));
  }
}
