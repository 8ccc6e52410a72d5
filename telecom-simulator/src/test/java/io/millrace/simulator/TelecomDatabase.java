package io.millrace.simulator;

import io.millrace.model.Domain;
import io.millrace.postgres.PostgresInit;
import io.millrace.postgres.embedded.PostgresOptions;
import io.millrace.postgres.embedded.PostgresServer;
import io.millrace.simulator.event.EventRow;
import io.millrace.simulator.writer.PostgresTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL with the telecom table, to write to and to read back from. */
public final class TelecomDatabase implements AutoCloseable {

  private static final String PASSWORD = "writer-of-tests";

  private PostgresServer server;

  private TelecomDatabase(PostgresServer server) {
    this.server = server;
  }

  public static TelecomDatabase start(Path folder)
      throws IOException, InterruptedException, SQLException {
    PostgresServer server = PostgresServer.start(PostgresOptions.in(folder));
    new PostgresInit(server.host(), server.port(), server.adminUser(), server.adminPassword())
        .run(
            Map.of(
                PostgresInit.Roles.WRITER, PASSWORD,
                PostgresInit.Roles.REPLICATION, "replication-of-tests",
                PostgresInit.Roles.MONITOR, "monitor-of-tests",
                PostgresInit.Roles.ANALYTICS, "analytics-of-tests"));
    return new TelecomDatabase(server);
  }

  public PostgresTarget target() {
    return targetAt(server.port());
  }

  public PostgresTarget targetAt(int port) {
    return new PostgresTarget(
        server.host(), port, PostgresInit.Roles.WRITER, PASSWORD, Domain.TELECOM.database());
  }

  public int port() {
    return server.port();
  }

  public void clear() throws SQLException {
    execute("TRUNCATE telecom_events");
  }

  public void kill() throws IOException, InterruptedException {
    server.kill();
  }

  public void startAgain() throws IOException, InterruptedException {
    server = PostgresServer.start(server.options());
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  public long count(String condition) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT count(*) FROM telecom_events WHERE " + condition)) {
      result.next();
      return result.getLong(1);
    }
  }

  /** All rows of a source, in order of insertion. */
  public List<EventRow> rows(String source) throws SQLException {
    List<EventRow> rows = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT * FROM telecom_events WHERE source = '" + source + "' ORDER BY event_id")) {
      while (result.next()) {
        rows.add(
            new EventRow(
                result.getString("event_type"),
                instant(result, "event_time"),
                result.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                result.getString("region"),
                result.getString("subscriber"),
                result.getString("counterparty"),
                result.getObject("duration_seconds", Long.class),
                result.getBigDecimal("megabytes"),
                result.getBigDecimal("amount")));
      }
    }
    return rows;
  }

  @Override
  public void close() {
    server.close();
  }

  private static @Nullable Instant instant(ResultSet result, String column) throws SQLException {
    OffsetDateTime time = result.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** A connection of the superuser. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        server.jdbcUrl("telecom"), server.adminUser(), server.adminPassword());
  }
}
