package io.millrace.simulator;

import io.millrace.model.Domain;
import io.millrace.postgres.PostgresInit;
import io.millrace.postgres.embedded.PostgresOptions;
import io.millrace.postgres.embedded.PostgresServer;
import io.millrace.simulator.writer.PostgresTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A real PostgreSQL with the tables of a domain, to write to and to read back from. */
public abstract class TestDatabase implements AutoCloseable {

  private static final String PASSWORD = "writer-of-tests";

  private final Domain domain;
  private final String table;
  private PostgresServer server;

  /**
   * A server that runs.
   *
   * @param table what {@link #count} and {@link #clear} are about
   */
  protected TestDatabase(Domain domain, String table, Path folder)
      throws IOException, InterruptedException, SQLException {
    this.domain = domain;
    this.table = table;
    this.server = PostgresServer.start(PostgresOptions.in(folder));
    new PostgresInit(server.host(), server.port(), server.adminUser(), server.adminPassword())
        .run(
            Map.of(
                PostgresInit.Roles.WRITER, PASSWORD,
                PostgresInit.Roles.REPLICATION, "replication-of-tests",
                PostgresInit.Roles.MONITOR, "monitor-of-tests",
                PostgresInit.Roles.ANALYTICS, "analytics-of-tests"));
  }

  public final PostgresTarget target() {
    return targetAt(server.port());
  }

  public final PostgresTarget targetAt(int port) {
    return new PostgresTarget(
        server.host(), port, PostgresInit.Roles.WRITER, PASSWORD, domain.database());
  }

  public final int port() {
    return server.port();
  }

  public void clear() throws SQLException {
    execute("TRUNCATE " + table);
  }

  public final void kill() throws IOException, InterruptedException {
    server.kill();
  }

  public final void startAgain() throws IOException, InterruptedException {
    server = PostgresServer.start(server.options());
  }

  public final void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** How many rows of the table meet a condition. */
  public final long count(String condition) throws SQLException {
    return number("SELECT count(*) FROM " + table + " WHERE " + condition);
  }

  /** The one number that a query answers. */
  public final long number(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }

  /** A connection of the superuser. */
  public final Connection connect() throws SQLException {
    return DriverManager.getConnection(
        server.jdbcUrl(domain.database()), server.adminUser(), server.adminPassword());
  }

  @Override
  public final void close() {
    server.close();
  }
}
