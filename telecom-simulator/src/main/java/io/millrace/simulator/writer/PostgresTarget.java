package io.millrace.simulator.writer;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * Where the events go: a database, by the role that may write it.
 *
 * @param host name or address of the server
 * @param port TCP port, 1 to 65535
 * @param user the writing role
 * @param password of the role; kept out of {@link #toString()}
 * @param database the domain's
 */
public record PostgresTarget(String host, int port, String user, String password, String database) {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
  private static final String INVALID_PASSWORD = "28P01";
  private static final String INVALID_AUTHORIZATION = "28000";

  public PostgresTarget {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host is blank; allowed: a name or an address");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port is " + port + "; allowed: 1 to 65535");
    }
  }

  /**
   * The target that the environment names.
   *
   * @param database the domain's
   * @throws InvalidSettingException if the password is missing or the port is none
   */
  public static PostgresTarget of(Settings settings, String database) {
    return new PostgresTarget(
        settings.text("MILLRACE_POSTGRES_HOST", "127.0.0.1"),
        settings.port("MILLRACE_POSTGRES_PORT", 15_432),
        settings.text("MILLRACE_POSTGRES_WRITER_USER", "millrace_writer"),
        settings.secret("MILLRACE_POSTGRES_WRITER_PASSWORD"),
        database);
  }

  /**
   * Opens a connection whose commits are durable once they are acknowledged.
   *
   * @throws InvalidSettingException if the server refuses user or password
   * @throws SQLException if it cannot be reached or is not ready
   */
  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "millrace telecom-simulator");
    properties.setProperty("connectTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
    properties.setProperty("loginTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
    properties.setProperty("socketTimeout", Long.toString(ANSWER_TIMEOUT.toSeconds()));
    properties.setProperty("tcpKeepAlive", "true");
    // The server ends a transaction whose client has gone, so that its fate gets settled.
    properties.setProperty(
        "options",
        "-c synchronous_commit=on -c idle_in_transaction_session_timeout="
            + ANSWER_TIMEOUT.toMillis());
    try {
      Connection connection =
          DriverManager.getConnection(
              "jdbc:postgresql://" + host + ":" + port + "/" + database, properties);
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      if (INVALID_PASSWORD.equals(e.getSQLState())
          || INVALID_AUTHORIZATION.equals(e.getSQLState())) {
        throw new InvalidSettingException(
            "MILLRACE_POSTGRES_WRITER_PASSWORD",
            "refused by " + host + ":" + port + " for user " + user,
            "the password that postgres-init gave that role");
      }
      throw e;
    }
  }

  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + database;
  }
}
