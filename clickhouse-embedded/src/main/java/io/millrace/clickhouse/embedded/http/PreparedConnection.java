package io.millrace.clickhouse.embedded.http;

import io.millrace.clickhouse.embedded.engine.Engine;
import io.millrace.clickhouse.embedded.engine.EngineConnection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * An engine connection that is brought to the settings and the database of one request after the
 * other. The engine keeps about 2 KB for every connection it ever closed, so connections are used
 * again.
 */
final class PreparedConnection implements AutoCloseable {

  static final String DEFAULT_DATABASE = "default";

  /** Changes other settings, so that a DEFAULT of its own does not undo it. */
  private static final Set<String> NOT_UNDONE = Set.of("compatibility", "profile");

  private final EngineConnection connection;
  private String database = DEFAULT_DATABASE;
  private Map<String, String> settings = Map.of();

  private PreparedConnection(EngineConnection connection) {
    this.connection = connection;
  }

  static PreparedConnection open(Engine engine) {
    EngineConnection connection = engine.connect();
    // The library reads "1 + 1" as "SELECT 1 + 1", which hides typing errors a server reports.
    connection.queryText("SET implicit_select = 0");
    return new PreparedConnection(connection);
  }

  EngineConnection connection() {
    return connection;
  }

  /** Whether the next request may have this connection, if the last did nothing lasting. */
  boolean isReusable() {
    return settings.keySet().stream().noneMatch(NOT_UNDONE::contains);
  }

  /**
   * Gives the connection this database and exactly these settings.
   *
   * @throws io.millrace.clickhouse.embedded.engine.EngineException for an unknown one; the
   *     connection is then of no more use
   */
  void prepare(String wantedDatabase, Map<String, String> wantedSettings) {
    if (!wantedDatabase.equals(database)) {
      connection.queryText("USE " + quoteIdentifier(wantedDatabase));
      database = wantedDatabase;
    }
    StringJoiner changes = new StringJoiner(", ");
    for (String name : settings.keySet()) {
      if (!wantedSettings.containsKey(name)) {
        changes.add(quoteIdentifier(name) + " = DEFAULT");
      }
    }
    wantedSettings.forEach(
        (name, value) -> {
          if (!value.equals(settings.get(name))) {
            changes.add(quoteIdentifier(name) + " = " + quoteText(value));
          }
        });
    if (changes.length() > 0) {
      connection.queryText("SET " + changes);
    }
    settings = new LinkedHashMap<>(wantedSettings);
  }

  static String quoteIdentifier(String name) {
    return '`' + name.replace("\\", "\\\\").replace("`", "\\`") + '`';
  }

  static String quoteText(String value) {
    return '\'' + value.replace("\\", "\\\\").replace("'", "\\'") + '\'';
  }

  @Override
  public void close() {
    connection.close();
  }
}
