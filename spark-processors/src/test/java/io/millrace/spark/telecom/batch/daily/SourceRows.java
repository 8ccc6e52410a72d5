package io.millrace.spark.telecom.batch.daily;

import io.millrace.model.Domain;
import io.millrace.model.telecom.TelecomRow;
import io.millrace.spark.batch.BatchStack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rows of {@code telecom_events}, and what PostgreSQL says of them. */
final class SourceRows {

  private SourceRows() {}

  static void insert(Connection telecom, List<TelecomRow> rows) throws Exception {
    try (PreparedStatement insert =
        telecom.prepareStatement(
            "INSERT INTO telecom_events (event_id, event_type, event_time, recorded_at, region,"
                + " subscriber, duration_seconds, megabytes, amount, source) VALUES"
                + " (?, ?, ?::timestamptz, ?::timestamptz, ?, ?, ?, ?, ?, 'test')")) {
      for (TelecomRow row : rows) {
        insert.setLong(1, row.eventId());
        insert.setString(2, row.eventType());
        insert.setString(3, String.valueOf(row.eventTime()));
        insert.setString(4, row.recordedAt().toString());
        insert.setString(5, row.region());
        insert.setString(6, row.subscriber());
        insert.setObject(7, row.durationSeconds());
        insert.setBigDecimal(8, row.megabytes());
        insert.setBigDecimal(9, row.amount());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** The day's figures by SQL that was written without a look at the job. */
  static Map<String, String> figures(BatchStack stack) throws Exception {
    Map<String, String> stats = new TreeMap<>();
    try (Connection telecom = stack.postgres(Domain.TELECOM);
        Statement statement = telecom.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT coalesce(event_type, 'ALL') || ' ' || coalesce(region, 'ALL'),
                    concat_ws(' ', count(*),
                        round(coalesce(sum(duration_seconds), 0) / 3600.0, 6),
                        round(coalesce(sum(megabytes), 0) / 1000000, 9),
                        round(coalesce(sum(amount), 0), 2),
                        coalesce(round(avg(duration_seconds), 6)::text, '-'),
                        coalesce(round(coalesce(sum(megabytes), 0)
                            / nullif(count(DISTINCT subscriber), 0), 6)::text, '-'),
                        count(DISTINCT subscriber))
                FROM telecom_events
                WHERE (event_time AT TIME ZONE 'Asia/Almaty')::date = '2025-03-10'
                    AND event_id <= 1000
                GROUP BY CUBE (event_type, region)
                """)) {
      while (row.next()) {
        stats.put(row.getString(1), row.getString(2));
      }
    }
    return stats;
  }
}
