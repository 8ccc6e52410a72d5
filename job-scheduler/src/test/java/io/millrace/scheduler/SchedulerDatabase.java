package io.millrace.scheduler;

import io.millrace.postgres.PostgresInit;
import io.millrace.postgres.embedded.PostgresOptions;
import io.millrace.postgres.embedded.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A real PostgreSQL with the scheduler's database, and copies of it for tests that want their own.
 */
final class SchedulerDatabase implements AutoCloseable {

  static final String PASSWORD = "scheduler-of-tests";

  private PostgresOptions options;
  private PostgresServer server;

  SchedulerDatabase(Path folder) throws Exception {
    options = PostgresOptions.in(folder);
    server = PostgresServer.start(options);
    Map<String, String> passwords = new HashMap<>();
    for (String role : PostgresInit.Roles.ALL) {
      passwords.put(role, "of-" + role);
    }
    passwords.put(PostgresInit.Roles.SCHEDULER, PASSWORD);
    new PostgresInit(server.host(), server.port(), server.adminUser(), server.adminPassword())
        .run(passwords);
  }

  /** A database as postgres-init makes it; as its role may do everything there, and no more. */
  String copy(String name) throws SQLException {
    execute("postgres", "CREATE DATABASE " + name + " TEMPLATE " + PostgresInit.SCHEDULER_DATABASE);
    return name;
  }

  String host() {
    return server.host();
  }

  int port() {
    return server.port();
  }

  void execute(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The rows of a query, columns joined by a space. */
  List<String> rows(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> list = new ArrayList<>();
      while (rows.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          columns.add(String.valueOf(rows.getString(i)));
        }
        list.add(String.join(" ", columns));
      }
      return list;
    }
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        server.jdbcUrl(database), server.adminUser(), server.adminPassword());
  }

  /** Ends the server; {@link #begin} starts it again, at the same place. */
  void end() throws Exception {
    PostgresOptions same = server.options().withPort(server.port());
    server.stop();
    options = same;
  }

  void begin() throws Exception {
    server = PostgresServer.start(options);
  }

  @Override
  public void close() {
    server.close();
  }
}
