package io.millrace.gateway.deadletters;

import io.millrace.gateway.connections.MonitorConnections;
import io.millrace.gateway.problem.ConflictException;
import io.millrace.gateway.problem.DependencyUnavailableException;
import io.millrace.gateway.problem.DependencyUnavailableException.Dependency;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The rows as PostgreSQL holds them now, seen as {@code millrace_monitor}: the role that compares
 * tables with analytics has the SELECT already, so nobody gets a right for this.
 */
@ApplicationScoped
class CurrentRows {

  private static final String DATA_EXCEPTION = "22";

  private final MonitorConnections monitor;

  CurrentRows(MonitorConnections monitor) {
    this.monitor = monitor;
  }

  /**
   * The transaction that wrote the row, if the row is what the letter brought.
   *
   * @throws ConflictException if it was written again or deleted since
   */
  long version(ReplayableChange change) {
    ReplayTarget target = change.target();
    String row = target.topic() + " " + target.keyColumn() + " " + change.rowKey();
    try (Connection connection = monitor.open(target.domain());
        PreparedStatement statement = connection.prepareStatement(target.currentRowSql())) {
      statement.setString(1, change.image());
      statement.setLong(2, change.rowKey());
      try (ResultSet found = statement.executeQuery()) {
        if (!found.next()) {
          throw new ConflictException(row + " was deleted since: there is nothing left to count");
        }
        if (!found.getBoolean(2) || !change.isVersion(found.getLong(1))) {
          throw writtenAgain(row);
        }
        return found.getLong(1);
      }
    } catch (SQLException e) {
      if (e.getSQLState() != null && e.getSQLState().startsWith(DATA_EXCEPTION)) {
        // The image is none the table can hold, so the row is not it.
        throw writtenAgain(row);
      }
      throw new DependencyUnavailableException(
          Dependency.POSTGRESQL,
          "PostgreSQL could not say whether the row is still what the letter brought; /q/health/well"
              + " says more",
          e);
    }
  }

  private static ConflictException writtenAgain(String row) {
    return new ConflictException(
        row
            + " is not the version this letter brought: it was written again since (or within a"
            + " savepoint). The newer version was judged by itself; if it was refused too, replay"
            + " its letter");
  }
}
