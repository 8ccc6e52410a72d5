package io.millrace.bridge.source;

import io.millrace.bridge.BridgeConfig.PostgresAccess;
import io.millrace.model.Domain;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Properties;

/** Plain connections for questions that must be answered, or fail, within seconds. */
final class PostgresConnections {

  private PostgresConnections() {}

  static Connection open(PostgresAccess access, Domain domain) throws SQLException {
    Properties properties = new Properties();
    properties.put("user", access.user());
    properties.put("password", access.password());
    properties.put("connectTimeout", "3");
    properties.put("loginTimeout", "5");
    properties.put("socketTimeout", "5");
    properties.put("ApplicationName", "millrace-bridge");
    return DriverManager.getConnection(access.url(domain), properties);
  }

  /** Drops a domain's slot, which no engine may be using. */
  static void dropSlot(Connection connection, Domain domain) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_drop_replication_slot(?)")) {
      statement.setString(1, domain.replicationSlot());
      statement.execute();
    }
  }
}
