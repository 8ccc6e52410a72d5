package io.millrace.simulator.flights;

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

/** A real PostgreSQL with the flights tables, to write to and to read back from. */
public final class FlightsDatabase implements AutoCloseable {

  private static final String PASSWORD = "writer-of-tests";

  private PostgresServer server;

  private FlightsDatabase(PostgresServer server) {
    this.server = server;
  }

  public static FlightsDatabase start(Path folder) throws Exception {
    PostgresServer server = PostgresServer.start(PostgresOptions.in(folder));
    new PostgresInit(server.host(), server.port(), server.adminUser(), server.adminPassword())
        .run(
            Map.of(
                PostgresInit.Roles.WRITER, PASSWORD,
                PostgresInit.Roles.REPLICATION, "replication-of-tests",
                PostgresInit.Roles.MONITOR, "monitor-of-tests",
                PostgresInit.Roles.ANALYTICS, "analytics-of-tests"));
    return new FlightsDatabase(server);
  }

  public PostgresTarget target() {
    return new PostgresTarget(
        server.host(),
        server.port(),
        PostgresInit.Roles.WRITER,
        PASSWORD,
        Domain.OPENSKY.database());
  }

  public void clear() throws SQLException {
    execute("TRUNCATE processed_flights");
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

  /** How many rows of {@code processed_flights} meet a condition. */
  public long count(String condition) throws SQLException {
    return number("SELECT count(*) FROM processed_flights WHERE " + condition);
  }

  /** The one number that a query answers. */
  public long number(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }

  @Override
  public void close() {
    server.close();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        server.jdbcUrl(Domain.OPENSKY.database()), server.adminUser(), server.adminPassword());
  }
}
