package io.millrace.bridge.source;

import io.millrace.bridge.BridgeConfig;
import io.millrace.bridge.SourceDefinition;
import io.millrace.bridge.TableName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Whether the server sends all that is to be captured, and in a form that can be keyed. PostgreSQL
 * says nothing when it does not: the changes of a table that left the publication are just absent.
 */
final class PublicationCheck {

  private static final String PUBLISHES =
      "SELECT pubinsert, pubupdate, pubdelete, pubtruncate FROM pg_publication WHERE pubname = ?";

  private static final String TABLES =
      """
      SELECT w.schema, w.name, c.oid IS NOT NULL,
             EXISTS (SELECT FROM pg_publication_tables p
                      WHERE p.pubname = ? AND p.schemaname = w.schema AND p.tablename = w.name),
             coalesce(has_table_privilege(c.oid, 'SELECT'), false),
             EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary),
             coalesce(c.relreplident = 'f', false),
             ARRAY(SELECT a.attname::text FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum),
             ARRAY(SELECT format_type(a.atttypid, NULL) FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)
        FROM unnest(?::text[], ?::text[]) AS w (schema, name)
        LEFT JOIN pg_namespace n ON n.nspname = w.schema
        LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name
                            AND c.relkind IN ('r', 'p')""";

  private static final String SIGNALS =
      """
      SELECT EXISTS (SELECT FROM pg_publication_tables
                      WHERE pubname = ?
                        AND to_regclass(?) IS NOT NULL
                        AND has_table_privilege(to_regclass(?), 'SELECT')
                        AND has_table_privilege(to_regclass(?), 'INSERT')
                        AND has_table_privilege(to_regclass(?), 'DELETE')
                        AND schemaname = ? AND tablename = ?)""";

  /** Statistics say -1 of a table that was never analyzed: then nothing is known of the sum. */
  private static final String ROWS =
      """
      SELECT CASE WHEN min(reltuples) < 0 THEN -1 ELSE sum(reltuples)::bigint END
        FROM unnest(?::text[]) AS w (name)
        JOIN pg_class ON oid = to_regclass(w.name)""";

  private static final List<String> OPERATIONS = List.of("insert", "update", "delete", "truncate");

  private final SourceDefinition source;
  private final boolean keyRequired;

  private PublicationCheck(SourceDefinition source, boolean keyRequired) {
    this.source = source;
    this.keyRequired = keyRequired;
  }

  static PublicationCheck of(BridgeConfig config, SourceDefinition source) {
    // Compacted topics take no record without a key.
    return new PublicationCheck(source, config.topics().cleanup() != BridgeConfig.Cleanup.DELETE);
  }

  /**
   * Why no engine can get past what one has failed at: PostgreSQL decodes each change with the
   * publications there were when it was made, so one that was made anew does not help the changes
   * before it. Empty if the failure was another one.
   */
  Optional<String> undecodable(Throwable failure) {
    String text = "publication \"" + source.publication() + "\" does not exist";
    return Causes.describe(failure).contains(text)
        ? Optional.of(
            "publication "
                + source.publication()
                + " was dropped and made again: what was changed before that cannot be decoded")
        : Optional.empty();
  }

  /** One captured table, as the server knows it; its columns' types by their names. */
  private record Found(
      TableName table,
      boolean exists,
      boolean published,
      boolean readable,
      boolean primaryKey,
      boolean wholeRows,
      Map<String, String> types) {}

  /** What keeps events away or keyless, with its remedy; empty if nothing does. */
  Optional<String> problem(Connection connection) throws SQLException {
    Optional<String> publication = publication(connection);
    if (publication.isPresent()) {
      return publication;
    }
    for (Found found : find(connection)) {
      Optional<String> problem =
          publishing(found)
              .or(
                  () ->
                      isOutbox(found)
                          ? OutboxColumns.problem(source.name(), found.table(), found.types())
                          : keying(found));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private Optional<String> publication(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PUBLISHES)) {
      statement.setString(1, source.publication());
      try (ResultSet result = statement.executeQuery()) {
        if (!result.next()) {
          return Optional.of(
              "database %s has no publication %s: run postgres-init, or CREATE PUBLICATION %s FOR TABLE %s"
                  .formatted(
                      source.postgres().database(),
                      source.publication(),
                      source.publication(),
                      join(source.captured())));
        }
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < OPERATIONS.size(); i++) {
          if (!result.getBoolean(i + 1)) {
            missing.add(OPERATIONS.get(i));
          }
        }
        return missing.isEmpty()
            ? Optional.empty()
            : Optional.of(
                "publication %s leaves out %s. Remedy: ALTER PUBLICATION %s SET (publish = 'insert, update, delete, truncate')"
                    .formatted(source.publication(), missing, source.publication()));
      }
    }
  }

  private Optional<String> publishing(Found found) {
    TableName table = found.table();
    if (!found.exists()) {
      return Optional.of(
          "database %s has no table %s. Remedy: create it, or leave it out of the source's tables and outboxes"
              .formatted(source.postgres().database(), table));
    }
    if (!found.published()) {
      return Optional.of(
          "table %s is not in publication %s: its changes are not in the stream. Remedy: ALTER PUBLICATION %s ADD TABLE %s"
              .formatted(table, source.publication(), source.publication(), table));
    }
    if (!found.readable()) {
      return Optional.of(
          "%s may not read table %s. Remedy: GRANT SELECT ON %s TO %s"
              .formatted(source.postgres().user(), table, table, source.postgres().user()));
    }
    return Optional.empty();
  }

  /** Whether its rows are messages, whose key is a column of their own. */
  private boolean isOutbox(Found found) {
    return source.outboxes().contains(found.table());
  }

  private Optional<String> keying(Found found) {
    TableName table = found.table();
    List<String> wanted = source.keyColumns().get(table);
    if (wanted == null) {
      return keyRequired && !found.primaryKey()
          ? Optional.of(
              "table %s has no primary key, and a compacted topic takes no record without a key. Remedy: set key columns for it, or MILLRACE_TOPIC_CLEANUP_POLICY=delete"
                  .formatted(table))
          : Optional.empty();
    }
    for (String column : wanted) {
      if (!found.types().containsKey(column)) {
        return Optional.of(
            "table %s has no column %s, which is set as a key column; it has %s"
                .formatted(table, column, found.types().keySet()));
      }
    }
    return found.wholeRows()
        ? Optional.empty()
        : Optional.of(
            "table %s has key columns set, and a DELETE must carry them. Remedy: ALTER TABLE %s REPLICA IDENTITY FULL"
                .formatted(table, table));
  }

  /** Why incremental snapshots cannot be asked for, with the remedy; empty if they can. */
  Optional<String> noSignals(Connection connection) throws SQLException {
    TableName table = source.signalTable();
    try (PreparedStatement statement = connection.prepareStatement(SIGNALS)) {
      statement.setString(1, source.publication());
      for (int i = 2; i <= 5; i++) {
        statement.setString(i, table.quoted());
      }
      statement.setString(6, table.schema());
      statement.setString(7, table.name());
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getBoolean(1)
            ? Optional.empty()
            : Optional.of(
                "there is no signal table %s that is published by %s and that %s may write to. Remedy: %s"
                    .formatted(
                        table,
                        source.publication(),
                        source.postgres().user(),
                        "see Incremental snapshots in cdc-bridge/README.md"));
      }
    }
  }

  /**
   * Why tables cannot be read by an incremental snapshot; empty if they can. It walks along the
   * key, so each row must have one of its own.
   */
  Optional<String> notWalkable(Connection connection, List<TableName> tables) throws SQLException {
    for (Found found : find(connection)) {
      if (tables.contains(found.table())) {
        if (!found.primaryKey()) {
          return Optional.of("table " + found.table() + " has no primary key");
        }
        if (source.keyColumns().containsKey(found.table())) {
          return Optional.of(
              "table " + found.table() + " has key columns set, which need not tell rows apart");
        }
      }
    }
    return Optional.empty();
  }

  /** About how many rows there are, from the server's statistics; empty if it has none yet. */
  OptionalLong estimatedRows(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
      statement.setArray(1, texts(connection, source.captured().stream().map(TableName::quoted)));
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getLong(1) < 0 || result.wasNull()
            ? OptionalLong.empty()
            : OptionalLong.of(result.getLong(1));
      }
    }
  }

  /** Captured tables whose events will have no key. */
  List<TableName> keyless(Connection connection) throws SQLException {
    Map<TableName, List<String>> keyColumns = source.keyColumns();
    return find(connection).stream()
        .filter(
            found ->
                !isOutbox(found) && !found.primaryKey() && !keyColumns.containsKey(found.table()))
        .map(Found::table)
        .toList();
  }

  private List<Found> find(Connection connection) throws SQLException {
    List<Found> tables = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
      statement.setString(1, source.publication());
      statement.setArray(2, texts(connection, source.captured().stream().map(TableName::schema)));
      statement.setArray(3, texts(connection, source.captured().stream().map(TableName::name)));
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          tables.add(
              new Found(
                  new TableName(result.getString(1), result.getString(2)),
                  result.getBoolean(3),
                  result.getBoolean(4),
                  result.getBoolean(5),
                  result.getBoolean(6),
                  result.getBoolean(7),
                  types(
                      (String[]) result.getArray(8).getArray(),
                      (String[]) result.getArray(9).getArray())));
        }
      }
    }
    return tables;
  }

  private static Map<String, String> types(String[] columns, String[] types) {
    Map<String, String> byColumn = new TreeMap<>();
    for (int i = 0; i < columns.length; i++) {
      byColumn.put(columns[i], types[i]);
    }
    return byColumn;
  }

  private static Array texts(Connection connection, java.util.stream.Stream<String> texts)
      throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }

  private static String join(List<TableName> tables) {
    return String.join(", ", tables.stream().map(TableName::toString).toList());
  }
}
