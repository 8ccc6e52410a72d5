package io.millrace.gateway.pipeline;

import io.millrace.gateway.analytics.Columns;
import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.pipeline.FreshnessReport.Point;
import io.millrace.gateway.pipeline.FreshnessReport.QueryFreshness;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The SQL of freshness. */
@ApplicationScoped
class FreshnessRepository {

  /**
   * Each micro-batch as ten equal parts between its oldest and its newest commit; rows that are
   * {@code whole} are of the whole range.
   */
  private static final String AGES =
      """
      SELECT query, grouping(step) AS whole, step,
             (quantilesExactWeighted(0.5, 0.99)(age, weight) AS ages)[1], ages[2], sum(changes)
      FROM (
        SELECT query, intDiv(finished, ?) AS step,
               greatest(0, finished - oldest - (newest - oldest) * part / 9) / 1000 AS age,
               greatest(1, intDiv(counted, 10)) AS weight,
               if(part = 0, counted, 0) AS changes
        FROM (
          SELECT query, toUnixTimestamp64Milli(max(finished_at)) AS finished,
                 argMax(contributions, finished_at) AS counted,
                 toUnixTimestamp64Milli(argMax(oldest_commit, finished_at)) AS oldest,
                 toUnixTimestamp64Milli(argMax(newest_commit, finished_at)) AS newest
          FROM millrace.micro_batches
          WHERE finished_at >= fromUnixTimestamp64Milli(?, 'UTC')
            AND finished_at < fromUnixTimestamp64Milli(?, 'UTC') AND oldest_commit IS NOT NULL
      """;

  private static final String GROUPED =
      """
          GROUP BY query, checkpoint_id, batch_id)
        ARRAY JOIN range(10) AS part)
      GROUP BY GROUPING SETS ((query), (query, step)) ORDER BY query, whole, step""";

  FreshnessReport freshness(Connection connection, FreshnessQuery query) throws SQLException {
    int stepSeconds = query.stepSeconds();
    long stepMillis = stepSeconds * 1_000L;
    SqlText sql =
        new SqlText("")
            .append(
                AGES,
                stepMillis,
                query.range().from().toEpochMilli(),
                query.range().to().toEpochMilli());
    query.query().ifPresent(name -> sql.append(" AND query = ?", name));
    sql.append(GROUPED);
    List<QueryFreshness> queries = new ArrayList<>();
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      List<Point> points = new ArrayList<>();
      while (row.next()) {
        double p50 = row.getDouble(4);
        double p99 = row.getDouble(5);
        if (row.getInt(2) == 0) {
          Instant at = Instant.ofEpochMilli(row.getLong(3) * stepMillis);
          points.add(new Point(at, p50, p99, row.getLong(6)));
        } else {
          // A query's whole comes after its steps.
          queries.add(new QueryFreshness(Columns.text(row, 1), p50, p99, points));
          points.clear();
        }
      }
    }
    return new FreshnessReport(query.range().from(), query.range().to(), stepSeconds, queries);
  }
}
