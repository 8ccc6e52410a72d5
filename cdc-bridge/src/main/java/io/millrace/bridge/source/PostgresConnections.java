package io.millrace.bridge.source;

import io.millrace.bridge.PostgresAccess;
import io.millrace.bridge.SourceDefinition;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Properties;

/** Plain connections for questions that must be answered, or fail, within seconds. */
final class PostgresConnections {

  private PostgresConnections() {}

  static Connection open(PostgresAccess access) throws SQLException {
    return DriverManager.getConnection(access.url(), properties(access));
  }

  /** One that understands the replication protocol's commands, and of SQL only plain text. */
  static Connection openReplication(PostgresAccess access) throws SQLException {
    Properties properties = properties(access);
    properties.put("replication", "database");
    properties.put("preferQueryMode", "simple");
    properties.put("assumeMinServerVersion", "10");
    return DriverManager.getConnection(access.url(), properties);
  }

  private static Properties properties(PostgresAccess access) {
    Properties properties = new Properties();
    properties.put("user", access.user());
    properties.put("password", access.password());
    properties.put("connectTimeout", "3");
    properties.put("loginTimeout", "5");
    properties.put("socketTimeout", "5");
    properties.put("ApplicationName", "millrace-bridge");
    return properties;
  }

  /** Drops a source's slot, which no engine may be using. */
  static void dropSlot(Connection connection, SourceDefinition source) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_drop_replication_slot(?)")) {
      statement.setString(1, source.slot());
      statement.execute();
    }
  }
}
