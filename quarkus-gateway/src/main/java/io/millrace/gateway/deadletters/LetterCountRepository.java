package io.millrace.gateway.deadletters;

import io.millrace.gateway.analytics.Columns;
import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.deadletters.LetterCounts.ReasonCount;
import io.millrace.gateway.request.TimeRange;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The SQL of the summary: the streaming queries' own list of what they turned away. */
@ApplicationScoped
class LetterCountRepository {

  /** A replayed micro-batch enters its letters again; FINAL leaves the newest entry of each. */
  private static final String COUNTS =
      "SELECT reason, topic, query, count(), toUnixTimestamp64Milli(max(recorded_at))"
          + " FROM millrace.dead_letters FINAL"
          + " WHERE recorded_at >= fromUnixTimestamp64Milli(?, 'UTC')"
          + " AND recorded_at < fromUnixTimestamp64Milli(?, 'UTC')"
          + " GROUP BY reason, topic, query ORDER BY count() DESC, reason, topic, query";

  /** Counts by reason. */
  LetterCounts counts(Connection connection, TimeRange range) throws SQLException {
    List<ReasonCount> reasons = new ArrayList<>();
    SqlText sql =
        new SqlText("").append(COUNTS, range.from().toEpochMilli(), range.to().toEpochMilli());
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        reasons.add(
            new ReasonCount(
                Columns.text(row, 1),
                Columns.text(row, 2),
                Columns.text(row, 3),
                row.getLong(4),
                Instant.ofEpochMilli(row.getLong(5))));
      }
    }
    long total = reasons.stream().mapToLong(ReasonCount::count).sum();
    return new LetterCounts(range.from(), range.to(), total, reasons);
  }
}
