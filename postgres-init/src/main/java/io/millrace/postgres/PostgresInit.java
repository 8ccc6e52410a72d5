package io.millrace.postgres;

import io.millrace.model.Domain;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a PostgreSQL server to what Millrace expects: roles, one database per domain, its tables,
 * indexes and publication, and the job scheduler's database. Running it again changes only what is
 * missing.
 *
 * <p>The same SQL serves the embedded stack, the containers and a server the user runs: {@code
 * cluster/roles.sql} once per server, then {@code <domain>/V*.sql} by Flyway in each domain's
 * database. {@link #SCHEDULER_DATABASE} is prepared where its role has a password; it is no
 * domain's, and nothing in it is published.
 */
public final class PostgresInit {

  /** Where the job scheduler keeps its plans and its history. */
  public static final String SCHEDULER_DATABASE = "scheduler";

  private static final String LOGBACK_CONFIGURATION = "logback.configurationFile";

  private final String host;
  private final int port;
  private final String adminUser;
  private final String adminPassword;

  /**
   * @param adminUser a superuser, or a role that may create roles with REPLICATION and databases
   */
  public PostgresInit(String host, int port, String adminUser, String adminPassword) {
    this.host = host;
    this.port = port;
    this.adminUser = adminUser;
    this.adminPassword = adminPassword;
  }

  /**
   * Brings the server that the environment names to what is expected, and ends: exit code 2 for a
   * wrong setting, 1 if the server cannot be reached or refuses.
   */
  public static void main(String[] args) {
    if (System.getProperty(LOGBACK_CONFIGURATION) == null) {
      // A name of its own, so that a process with several modules on its class path has no clash.
      System.setProperty(LOGBACK_CONFIGURATION, "postgres-init-logback.xml");
    }
    try {
      Settings settings = Settings.fromEnvironment();
      Map<String, String> rolePasswords = rolePasswords(settings);
      new PostgresInit(
              settings.text("MILLRACE_POSTGRES_HOST", "127.0.0.1"),
              settings.port("MILLRACE_POSTGRES_PORT", 15_432),
              settings.text("MILLRACE_POSTGRES_ADMIN_USER", "postgres"),
              settings.secret("MILLRACE_POSTGRES_ADMIN_PASSWORD"))
          .run(rolePasswords);
    } catch (InvalidSettingException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (SQLException | FlywayException e) {
      System.err.println("PostgreSQL could not be prepared: " + e.getMessage());
      System.exit(1);
    }
  }

  /** What the processes that use a role read their password from. */
  private static Map<String, String> rolePasswords(Settings settings) {
    Map<String, String> passwords = new TreeMap<>();
    for (String role : Roles.ALL) {
      passwords.put(role, settings.secret(variable(role)));
    }
    String scheduler = variable(Roles.SCHEDULER);
    if (settings.find(scheduler).isPresent() || settings.find(scheduler + "_FILE").isPresent()) {
      passwords.put(Roles.SCHEDULER, settings.secret(scheduler));
    }
    return passwords;
  }

  private static String variable(String role) {
    String use = role.substring(Roles.PREFIX.length()).toUpperCase(Locale.ROOT);
    return "MILLRACE_POSTGRES_" + use + "_PASSWORD";
  }

  /**
   * Creates or completes everything.
   *
   * @param rolePasswords password by role name: of each of {@link Roles#ALL}, and of {@link
   *     Roles#SCHEDULER} where there shall be a scheduler
   * @throws SQLException if the server cannot be reached or refuses a statement
   */
  public void run(Map<String, String> rolePasswords) throws SQLException {
    try (Connection connection = connect("postgres")) {
      requireLogicalWal(connection);
      try (Statement statement = connection.createStatement()) {
        statement.execute(resource("/postgres/cluster/roles.sql"));
      }
      for (String role : Roles.ALL) {
        setPassword(
            connection,
            role,
            Objects.requireNonNull(rolePasswords.get(role), "no password for role " + role));
      }
      for (Domain domain : Domain.values()) {
        createDatabase(connection, domain.database());
        grantConnect(connection, domain.database(), Roles.ALL);
      }
      String scheduler = rolePasswords.get(Roles.SCHEDULER);
      if (scheduler != null) {
        setPassword(connection, Roles.SCHEDULER, scheduler);
        createDatabase(connection, SCHEDULER_DATABASE);
        grantConnect(connection, SCHEDULER_DATABASE, List.of(Roles.SCHEDULER, Roles.MONITOR));
      }
    }
    for (Domain domain : Domain.values()) {
      migrate(domain.database());
    }
    if (rolePasswords.containsKey(Roles.SCHEDULER)) {
      migrate(SCHEDULER_DATABASE);
    }
  }

  /** The roles that {@code cluster/roles.sql} creates. */
  public static final class Roles {
    /** Reads the WAL and the published tables: the bridge. */
    public static final String REPLICATION = "millrace_replication";

    /** Writes events: simulators and replays. */
    public static final String WRITER = "millrace_writer";

    /** Reads tables and server state: health and audit. */
    public static final String MONITOR = "millrace_monitor";

    /** Reads what batch jobs work on, writes back what analytics found. */
    public static final String ANALYTICS = "millrace_analytics";

    /** Plans and runs batch jobs; in {@link #SCHEDULER_DATABASE} alone. */
    public static final String SCHEDULER = "millrace_scheduler";

    /** All that work on the domains' databases. */
    public static final List<String> ALL = List.of(REPLICATION, WRITER, MONITOR, ANALYTICS);

    private static final String PREFIX = "millrace_";

    private Roles() {}
  }

  private static void requireLogicalWal(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SHOW wal_level")) {
      result.next();
      if (!"logical".equals(result.getString(1))) {
        throw new SQLException(
            "wal_level is "
                + result.getString(1)
                + ", but change data capture needs logical: set wal_level=logical in"
                + " postgresql.conf and restart the server");
      }
    }
  }

  private static void setPassword(Connection connection, String role, String password)
      throws SQLException {
    // Utility statements take no parameters; format() quotes both parts on the server.
    try (PreparedStatement quote =
        connection.prepareStatement("SELECT format('ALTER ROLE %I PASSWORD %L', ?, ?)")) {
      quote.setString(1, role);
      quote.setString(2, password);
      try (ResultSet result = quote.executeQuery();
          Statement statement = connection.createStatement()) {
        result.next();
        statement.execute(result.getString(1));
      }
    }
  }

  private static void createDatabase(Connection connection, String database) throws SQLException {
    try (PreparedStatement exists =
        connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
      exists.setString(1, database);
      try (ResultSet result = exists.executeQuery()) {
        if (result.next()) {
          return;
        }
      }
    }
    try (Statement statement = connection.createStatement()) {
      // The name is a constant of ours, never input.
      statement.execute("CREATE DATABASE " + database + " ENCODING 'UTF8' TEMPLATE template0");
      statement.execute("REVOKE CONNECT ON DATABASE " + database + " FROM PUBLIC");
    }
    log().atInfo().addKeyValue("database", database).log("created database");
  }

  private static void grantConnect(Connection connection, String database, List<String> roles)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String role : roles) {
        statement.execute("GRANT CONNECT ON DATABASE " + database + " TO " + role);
      }
    }
  }

  private void migrate(String database) {
    int applied =
        Flyway.configure(PostgresInit.class.getClassLoader())
            .dataSource(url(database), adminUser, adminPassword)
            .locations("classpath:postgres/" + database)
            .load()
            .migrate()
            .migrationsExecuted;
    log()
        .atInfo()
        .addKeyValue("database", database)
        .addKeyValue("migrations", applied)
        .log("database is up to date");
  }

  /** Not a constant: {@link #main} says first how to log. */
  private static Logger log() {
    return LoggerFactory.getLogger(PostgresInit.class);
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), adminUser, adminPassword);
  }

  private String url(String database) {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database;
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(PostgresInit.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
