package io.millrace.clickhouse;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a ClickHouse server to what Millrace expects: databases, tables and views, by the files
 * {@code clickhouse/V*.sql} in order. Applied files are recorded with their checksums in {@code
 * millrace_schema.versions}; one that changed afterwards is an error, not a surprise.
 */
public final class ClickHouseInit {

  private static final String LOGBACK_CONFIGURATION = "logback.configurationFile";

  /** In order; a jar's folder cannot be listed. A test compares it with the folder. */
  static final List<String> FILES =
      List.of(
          "V001__millrace_ledgers.sql",
          "V002__telecom_real_time.sql",
          "V003__flights.sql",
          "V004__freshness.sql",
          "V005__batch_runs.sql",
          "V006__telecom_batch.sql",
          "V007__retail.sql");

  private final String url;
  private final String user;
  private final String password;

  /**
   * @param url {@code jdbc:clickhouse://host:port}
   */
  public ClickHouseInit(String url, String user, String password) {
    this.url = url;
    this.user = user;
    this.password = password;
  }

  /**
   * Applies what is missing to the server that the environment names, and ends: exit code 2 for a
   * wrong setting, 1 if the server refuses.
   */
  public static void main(String[] args) {
    if (System.getProperty(LOGBACK_CONFIGURATION) == null) {
      // A name of its own, so that a process with several modules on its class path has no clash.
      System.setProperty(LOGBACK_CONFIGURATION, "clickhouse-init-logback.xml");
    }
    Settings settings = Settings.fromEnvironment();
    try {
      new ClickHouseInit(
              settings.text("MILLRACE_CLICKHOUSE_URL", "jdbc:clickhouse://127.0.0.1:18123"),
              settings.text("MILLRACE_CLICKHOUSE_USER", "millrace"),
              settings.secret("MILLRACE_CLICKHOUSE_PASSWORD"))
          .run();
    } catch (InvalidSettingException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (SQLException | IllegalStateException e) {
      System.err.println("ClickHouse could not be prepared: " + e.getMessage());
      System.exit(1);
    }
  }

  /**
   * Applies what is missing.
   *
   * @throws SQLException if the server cannot be reached or refuses a statement; what was applied
   *     before stays recorded, so a second run goes on from there
   * @throws IllegalStateException if an applied file has changed
   */
  public void run() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    try (Connection connection = DriverManager.getConnection(url, properties)) {
      execute(connection, "CREATE DATABASE IF NOT EXISTS millrace_schema");
      execute(
          connection,
          "CREATE TABLE IF NOT EXISTS millrace_schema.versions (version UInt32, name String,"
              + " checksum String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))"
              + " ENGINE = MergeTree ORDER BY version");
      Map<Integer, String> applied = applied(connection);
      for (Migration migration : migrations()) {
        apply(connection, migration, applied);
      }
    }
  }

  private static void apply(
      Connection connection, Migration migration, Map<Integer, String> applied)
      throws SQLException {
    String checksum = applied.get(migration.version());
    if (checksum != null) {
      if (!checksum.equals(migration.checksum())) {
        throw new IllegalStateException(
            migration.name()
                + " was applied with checksum "
                + checksum
                + " and now has "
                + migration.checksum()
                + ": restore it and put the change in a new file");
      }
      return;
    }
    for (String statement : migration.statements()) {
      execute(connection, statement);
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO millrace_schema.versions (version, name, checksum) VALUES (?, ?, ?)")) {
      insert.setInt(1, migration.version());
      insert.setString(2, migration.name());
      insert.setString(3, migration.checksum());
      insert.executeUpdate();
    }
    log().atInfo().addKeyValue("migration", migration.name()).log("applied migration");
  }

  /** Not a constant: {@link #main} says first how to log. */
  private static Logger log() {
    return LoggerFactory.getLogger(ClickHouseInit.class);
  }

  /** All migrations, oldest first. */
  static List<Migration> migrations() {
    List<Migration> migrations = new ArrayList<>();
    for (String name : FILES) {
      int version = Integer.parseInt(name.substring(1, name.indexOf("__")));
      migrations.add(new Migration(version, name, resource("/clickhouse/" + name)));
    }
    return migrations;
  }

  private static Map<Integer, String> applied(Connection connection) throws SQLException {
    Map<Integer, String> applied = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT version, checksum FROM millrace_schema.versions")) {
      while (rows.next()) {
        applied.put(rows.getInt(1), rows.getString(2));
      }
    }
    return applied;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(ClickHouseInit.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
