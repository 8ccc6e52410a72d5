package io.millrace.spark.batch;

import io.millrace.spark.config.StreamingConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A database as of one instant, for readers in parallel: all use one exported snapshot, which this
 * object keeps until it is closed. As long as it is open, PostgreSQL cannot clean up rows that
 * change meanwhile.
 */
public final class PostgresSnapshot implements AutoCloseable {

  private static final int FETCH_ROWS = 10_000;

  private final StreamingConfig.Postgres server;
  private final String database;
  private final Connection keeper;
  private final String snapshot;

  /**
   * Takes a snapshot.
   *
   * @throws BatchException if PostgreSQL cannot be reached or refuses
   */
  public PostgresSnapshot(StreamingConfig.Postgres server, String database) {
    this.server = server;
    this.database = database;
    Connection connection = null;
    try {
      connection = connect(server, database);
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
        // It waits as long as the readers read.
        statement.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
        try (ResultSet exported = statement.executeQuery("SELECT pg_export_snapshot()")) {
          exported.next();
          this.snapshot = Objects.requireNonNull(exported.getString(1), "pg_export_snapshot()");
        }
      }
      this.keeper = connection;
    } catch (SQLException e) {
      if (connection != null) {
        closeQuietly(connection);
      }
      throw unreadable(server, e);
    }
  }

  /**
   * A connection of the role that batch jobs read as.
   *
   * @throws SQLException if PostgreSQL cannot be reached or refuses
   */
  public static Connection connect(StreamingConfig.Postgres server, String database)
      throws SQLException {
    return DriverManager.getConnection(server.url(database), credentials(server));
  }

  /** What to tell of a server that does not answer as it should. */
  public static BatchException unreadable(StreamingConfig.Postgres server, SQLException e) {
    return new BatchException("PostgreSQL at " + server + " cannot be read: " + e.getMessage(), e);
  }

  /** The connection that sees the snapshot; it stays this object's. */
  public Connection connection() {
    return keeper;
  }

  /**
   * Rows as of the snapshot.
   *
   * @param table a table, or a query in parentheses with an alias
   * @param ranges a condition for each part that is read at a time
   */
  public Dataset<Row> read(SparkSession spark, String table, List<String> ranges) {
    Properties options = credentials(server);
    options.setProperty("driver", "org.postgresql.Driver");
    // More than 0: the dialect then leaves a transaction open, which the snapshot needs as well.
    options.setProperty("fetchsize", Integer.toString(FETCH_ROWS));
    options.setProperty(
        "sessionInitStatement",
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '"
            + snapshot
            + "'");
    return spark.read().jdbc(server.url(database), table, ranges.toArray(String[]::new), options);
  }

  /** Gives the snapshot up. */
  @Override
  public void close() {
    closeQuietly(keeper);
  }

  private static Properties credentials(StreamingConfig.Postgres server) {
    Properties properties = new Properties();
    properties.setProperty("user", server.user());
    properties.setProperty("password", server.password());
    return properties;
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It only read; the server ends what is left.
    }
  }
}
