package io.millrace.gateway.metrics;

import io.millrace.gateway.analytics.Columns;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The SQL of what is known of batch jobs, over {@code millrace.batch_runs}. */
@ApplicationScoped
class BatchRuns {

  /** A run that says for longer than a day that it runs has been killed. */
  private static final String JOBS =
      """
      SELECT job,
             maxIf(toUnixTimestamp64Milli(assumeNotNull(finished_at)), state = 'succeeded'),
             maxIf(toUnixTimestamp64Milli(assumeNotNull(finished_at)), state = 'failed'),
             argMaxIf(toUnixTimestamp64Milli(assumeNotNull(finished_at)) - toUnixTimestamp64Milli(started_at),
                      assumeNotNull(finished_at), finished_at IS NOT NULL),
             countIf(finished_at IS NOT NULL),
             countIf(state = 'running' AND started_at > now64(3) - INTERVAL 1 DAY),
             minIf(toUnixTimestamp64Milli(started_at), state = 'running'),
             countIf(state = 'running')
      FROM millrace.batch_runs FINAL
      GROUP BY job
      ORDER BY job
      LIMIT 100""";

  private final DataSource clickHouse;

  BatchRuns(DataSource clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * What is known of a job; null is what has not happened.
   *
   * @param lastSuccess when the newest run that succeeded ended, s since 1970
   * @param lastFailure when the newest run that failed ended, s since 1970
   * @param lastDuration of the newest run that ended, s
   * @param running runs that have begun within a day and not ended
   * @param runningSince when the oldest run began that has not ended, s since 1970
   */
  record Job(
      String name,
      @Nullable Double lastSuccess,
      @Nullable Double lastFailure,
      @Nullable Double lastDuration,
      long running,
      @Nullable Double runningSince) {}

  /** All jobs that ever ran, by name. */
  List<Job> jobs() throws SQLException {
    List<Job> jobs = new ArrayList<>();
    try (Connection connection = clickHouse.getConnection();
        PreparedStatement statement = connection.prepareStatement(JOBS);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        jobs.add(
            new Job(
                Columns.text(row, 1),
                seconds(row, 2, row.getLong(2) > 0),
                seconds(row, 3, row.getLong(3) > 0),
                seconds(row, 4, row.getLong(5) > 0),
                row.getLong(6),
                seconds(row, 7, row.getLong(8) > 0)));
      }
    }
    return jobs;
  }

  private static @Nullable Double seconds(ResultSet row, int column, boolean known)
      throws SQLException {
    return known ? row.getLong(column) / 1_000.0 : null;
  }
}
