package io.millrace.scheduler.history;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** PostgreSQL, with each piece of work one transaction. */
@Singleton
public class Database {

  private final DataSource source;

  Database(DataSource source) {
    this.source = source;
  }

  /** PostgreSQL could not be reached, or refused; the same may succeed later. */
  public static final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseException(SQLException cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }

    /** Whether a unique index stood against it. */
    public boolean isDuplicate() {
      return getCause() instanceof SQLException e && "23505".equals(e.getSQLState());
    }
  }

  /** What is done in a transaction. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T in(Session session) throws SQLException;
  }

  /** Reads a row. */
  @FunctionalInterface
  public interface RowReader<T> {
    /** Reads it. */
    T read(ResultSet row) throws SQLException;
  }

  /**
   * Does all of it or nothing.
   *
   * @throws DatabaseException if PostgreSQL cannot be reached or refuses
   */
  public <T> T transaction(Work<T> work) {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.in(new Session(connection));
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  /** A transaction that goes on. */
  public static final class Session {

    private final Connection connection;

    Session(Connection connection) {
      this.connection = connection;
    }

    /** Rows of a query; {@code ?} stand for the parameters. */
    public <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... parameters)
        throws SQLException {
      try (PreparedStatement statement = prepare(sql, parameters);
          ResultSet rows = statement.executeQuery()) {
        List<T> list = new ArrayList<>();
        while (rows.next()) {
          list.add(reader.read(rows));
        }
        return list;
      }
    }

    /** The first row of a query. */
    public <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... parameters)
        throws SQLException {
      return list(sql, reader, parameters).stream().findFirst();
    }

    /** Changes rows; answers how many. */
    public int update(String sql, @Nullable Object... parameters) throws SQLException {
      try (PreparedStatement statement = prepare(sql, parameters)) {
        return statement.executeUpdate();
      }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... parameters)
        throws SQLException {
      PreparedStatement statement = connection.prepareStatement(sql);
      for (int i = 0; i < parameters.length; i++) {
        Object value = parameters[i];
        if (value instanceof Instant instant) {
          statement.setTimestamp(i + 1, Timestamp.from(instant));
        } else if (value instanceof String[] texts) {
          statement.setArray(i + 1, connection.createArrayOf("text", texts));
        } else if (value instanceof Enum<?> constant) {
          statement.setString(i + 1, constant.name());
        } else {
          statement.setObject(i + 1, value);
        }
      }
      return statement;
    }
  }

  /** An instant that may be null. */
  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }
}
