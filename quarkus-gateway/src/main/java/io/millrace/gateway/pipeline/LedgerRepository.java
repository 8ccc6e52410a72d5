package io.millrace.gateway.pipeline;

import io.millrace.gateway.analytics.Columns;
import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.pipeline.PipelineReport.Analytics;
import io.millrace.gateway.pipeline.PipelineReport.Store;
import io.millrace.model.Domain;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The SQL of the pipeline's own figures, over the platform's ledgers in ClickHouse. */
@ApplicationScoped
class LedgerRepository {

  /** Over which time inserted rows are counted. */
  private static final Duration RATE_WINDOW = Duration.ofSeconds(10);

  /** A replayed micro-batch is entered again; the newest entry counts. */
  private static final String BATCHES =
      """
      SELECT query, sum(late_found), sum(letters_found),
             sumIf(counted, finished >= fromUnixTimestamp64Milli(?, 'UTC')),
             toUnixTimestamp64Milli(max(watermark)),
             argMax(toUnixTimestamp64Milli(finished) - toUnixTimestamp64Milli(oldest), finished)
      FROM (
        SELECT query, max(finished_at) AS finished,
               argMax(late, finished_at) AS late_found,
               argMax(dead_letters, finished_at) AS letters_found,
               argMax(contributions, finished_at) AS counted,
               argMax(watermark_after, finished_at) AS watermark,
               argMax(oldest_commit, finished_at) AS oldest
        FROM millrace.micro_batches
        WHERE finished_at >= fromUnixTimestamp64Milli(?, 'UTC')
        GROUP BY query, checkpoint_id, batch_id)
      GROUP BY query""";

  private static final String TABLES =
      "SELECT sum(rows), sum(data_compressed_bytes) FROM system.parts WHERE active AND database IN ("
          + String.join(", ", Arrays.stream(Domain.values()).map(domain -> "?").toList())
          + ")";

  /** What every domain's archive has reached is what the slowest one has. */
  private static final String ARCHIVE =
      """
      SELECT toUnixTimestamp64Milli(min(reached)), sum(written)
      FROM (
        SELECT query, max(watermark) AS reached,
               sumIf(hours, archived_at >= fromUnixTimestamp64Milli(?, 'UTC')) AS written
        FROM millrace.archive_progress GROUP BY query)""";

  /**
   * What the ledgers say of an hour.
   *
   * @param queries by name; a query that had no micro-batch is absent
   */
  record Ledgers(
      Instant from, Instant to, Map<String, Batches> queries, Analytics analytics, Store store) {

    long late() {
      return queries.values().stream().mapToLong(Batches::late).sum();
    }

    long deadLetters() {
      return queries.values().stream().mapToLong(Batches::deadLetters).sum();
    }
  }

  /** The micro-batches of one query. */
  record Batches(
      long late,
      long deadLetters,
      long recentContributions,
      @Nullable Instant watermark,
      @Nullable Double freshnessSeconds) {}

  /** Reads the hour that ends at an instant. */
  Ledgers lastHour(Connection connection, Instant to) throws SQLException {
    Instant from = to.minus(Duration.ofHours(1));
    Map<String, Batches> queries = batches(connection, from, to);
    double inserted =
        queries.values().stream().mapToLong(Batches::recentContributions).sum()
            / (double) RATE_WINDOW.toSeconds();
    return new Ledgers(from, to, queries, analytics(connection, inserted), store(connection, from));
  }

  private static Map<String, Batches> batches(Connection connection, Instant from, Instant to)
      throws SQLException {
    SqlText sql =
        new SqlText("").append(BATCHES, to.minus(RATE_WINDOW).toEpochMilli(), from.toEpochMilli());
    Map<String, Batches> queries = new TreeMap<>();
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        Double freshness = Columns.number(row, 6);
        queries.put(
            Columns.text(row, 1),
            new Batches(
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                Columns.newestCommit(row, 5),
                freshness == null ? null : Math.max(0, freshness / 1_000)));
      }
    }
    return queries;
  }

  private static Analytics analytics(Connection connection, double insertedPerSecond)
      throws SQLException {
    SqlText sql =
        new SqlText("")
            .append(TABLES, Arrays.stream(Domain.values()).map(Domain::database).toArray());
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new Analytics(row.getLong(1), row.getLong(2), insertedPerSecond);
    }
  }

  private static Store store(Connection connection, Instant from) throws SQLException {
    try (PreparedStatement statement =
            new SqlText("").append(ARCHIVE, from.toEpochMilli()).prepare(connection);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new Store(row.getLong(2), Columns.newestCommit(row, 1));
    }
  }
}
