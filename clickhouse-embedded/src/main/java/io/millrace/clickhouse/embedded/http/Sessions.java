package io.millrace.clickhouse.embedded.http;

import io.millrace.clickhouse.embedded.engine.Engine;
import io.millrace.clickhouse.embedded.engine.EngineConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Connections that live from request to request under a client's {@code session_id}, with their
 * temporary tables and SET. Safe for use by several threads.
 */
final class Sessions implements AutoCloseable {

  private final Engine engine;
  private final Map<String, Session> sessions = new HashMap<>();

  Sessions(Engine engine) {
    this.engine = engine;
  }

  /** A connection with what outlives a request. */
  private static final class Session {
    private final PreparedConnection connection;
    private Duration timeout = Duration.ZERO;
    private boolean inUse;
    private long idleSinceNanos;

    Session(PreparedConnection connection) {
      this.connection = connection;
    }
  }

  /**
   * Takes a session for one request.
   *
   * @throws io.millrace.clickhouse.embedded.engine.EngineException SESSION_NOT_FOUND,
   *     SESSION_IS_LOCKED
   */
  synchronized Lease take(QueryRequest.SessionKey key) {
    closeExpired();
    Session session = sessions.get(key.id());
    if (session == null) {
      if (key.mustExist()) {
        throw ErrorCode.SESSION_NOT_FOUND.exception("Session " + key.id() + " not found");
      }
      session = new Session(PreparedConnection.open(engine));
      sessions.put(key.id(), session);
    } else if (session.inUse) {
      throw ErrorCode.SESSION_IS_LOCKED.exception(
          "Session " + key.id() + " is locked by a concurrent client");
    }
    session.inUse = true;
    session.timeout = key.timeout();
    return new Lease(key, session);
  }

  private synchronized void release(QueryRequest.SessionKey key, Session session) {
    session.inUse = false;
    session.idleSinceNanos = System.nanoTime();
    if (key.closes()) {
      sessions.remove(key.id());
      session.connection.close();
    }
  }

  /** Ends the sessions that nobody used for their time. */
  synchronized void closeExpired() {
    long now = System.nanoTime();
    for (Iterator<Session> i = sessions.values().iterator(); i.hasNext(); ) {
      Session session = i.next();
      if (!session.inUse && now - session.idleSinceNanos > session.timeout.toNanos()) {
        i.remove();
        session.connection.close();
      }
    }
  }

  @Override
  public synchronized void close() {
    sessions.values().forEach(session -> session.connection.close());
    sessions.clear();
  }

  /** A session in the hands of one request, whose own settings end with it. */
  final class Lease implements AutoCloseable {
    private final QueryRequest.SessionKey key;
    private final Session session;
    private final Map<String, String> restore = new LinkedHashMap<>();
    private String databaseBefore = PreparedConnection.DEFAULT_DATABASE;
    private boolean databaseChanged;

    private Lease(QueryRequest.SessionKey key, Session session) {
      this.key = key;
      this.session = session;
    }

    EngineConnection connection() {
      return session.connection.connection();
    }

    /** Sets what the request asks for, remembering what the session had. */
    void prepare(QueryRequest request, Map<String, String> settings) {
      if (request.database().isPresent()) {
        databaseBefore = connection().queryText("SELECT currentDatabase()").strip();
        connection()
            .queryText("USE " + PreparedConnection.quoteIdentifier(request.database().get()));
        databaseChanged = true;
      }
      Map<String, String> before = valuesBefore(settings);
      StringJoiner set = new StringJoiner(", ", "SET ", "");
      settings.forEach(
          (name, value) -> {
            String identifier = PreparedConnection.quoteIdentifier(name);
            set.add(identifier + " = " + PreparedConnection.quoteText(value));
            String previous = before.get(name);
            restore.put(
                name, previous == null ? "DEFAULT" : PreparedConnection.quoteText(previous));
          });
      connection().queryText(set.toString());
    }

    /** The statement was USE: the database stays. */
    void keepDatabase() {
      databaseChanged = false;
    }

    /** The statement was SET: what it names stays. */
    void keepSettings(Set<String> names) {
      restore.keySet().removeIf(name -> names.contains(name.toLowerCase(Locale.ROOT)));
    }

    private Map<String, String> valuesBefore(Map<String, String> settings) {
      StringJoiner names = new StringJoiner(", ");
      settings.keySet().forEach(name -> names.add(PreparedConnection.quoteText(name)));
      String rows =
          connection()
              .queryText(
                  "SELECT name, hex(value) FROM system.settings WHERE changed AND name IN ("
                      + names
                      + ")");
      Map<String, String> values = new LinkedHashMap<>();
      rows.lines()
          .map(line -> line.split("\t", -1))
          .forEach(
              cells ->
                  values.put(
                      cells[0],
                      new String(
                          java.util.HexFormat.of().parseHex(cells[1]),
                          java.nio.charset.StandardCharsets.UTF_8)));
      return values;
    }

    @Override
    public void close() {
      try {
        if (!restore.isEmpty()) {
          StringJoiner set = new StringJoiner(", ", "SET ", "");
          restore.forEach(
              (name, value) -> set.add(PreparedConnection.quoteIdentifier(name) + " = " + value));
          connection().queryText(set.toString());
        }
        if (databaseChanged) {
          connection().queryText("USE " + PreparedConnection.quoteIdentifier(databaseBefore));
        }
      } finally {
        release(key, session);
      }
    }
  }
}
