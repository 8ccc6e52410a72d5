package io.millrace.gateway.lateevents;

import io.millrace.gateway.analytics.Columns;
import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.request.TimeRange;
import io.millrace.model.Domain;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The SQL of the late events. */
@ApplicationScoped
class LateEventRepository {

  /**
   * At most {@code limit + 1} rows, newest first: one more than the page says that there is a next
   * one. A replayed micro-batch enters its events again; FINAL leaves the newest entry of each.
   */
  List<LateEvent> page(Connection connection, LateEventsQuery query) throws SQLException {
    List<LateEvent> rows = new ArrayList<>();
    int wanted = query.limit() + 1;
    for (TimeRange slice : query.range().slicesBefore(query.end())) {
      if (rows.size() < wanted) {
        readSlice(connection, query, slice, wanted - rows.size(), rows);
      }
    }
    return rows;
  }

  private static void readSlice(
      Connection connection, LateEventsQuery query, TimeRange slice, int limit, List<LateEvent> to)
      throws SQLException {
    SqlText sql =
        new SqlText(
                "SELECT domain, topic, kafka_partition, kafka_offset, sign, event_id,"
                    + " toUnixTimestamp64Micro(event_time), toUnixTimestamp(window_start),"
                    + " event_type, region, toUnixTimestamp64Micro(watermark), late_seconds, query,"
                    + " toUnixTimestamp64Milli(recorded_at) FROM millrace.late_events FINAL WHERE ")
            .append(
                "recorded_at >= fromUnixTimestamp64Milli(?, 'UTC')"
                    + " AND recorded_at < fromUnixTimestamp64Milli(?, 'UTC')",
                millisecondAtOrAfter(slice.from()),
                millisecondAtOrAfter(slice.to()))
            .appendIn("domain", query.domains().stream().map(Domain::database).sorted().toList());
    query
        .after()
        .ifPresent(
            after ->
                sql.append(
                    " AND (recorded_at, topic, kafka_partition, kafka_offset, sign)"
                        + " < (fromUnixTimestamp64Milli(?, 'UTC'), ?, ?, ?, ?)",
                    after.recordedAt().toEpochMilli(),
                    after.topic(),
                    (long) after.partition(),
                    after.offset(),
                    (long) after.sign()));
    sql.append(
        " ORDER BY recorded_at DESC, topic DESC, kafka_partition DESC, kafka_offset DESC,"
            + " sign DESC LIMIT ?",
        (long) limit);
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        to.add(
            new LateEvent(
                Columns.text(row, 1),
                Columns.text(row, 2),
                row.getInt(3),
                row.getLong(4),
                row.getInt(5),
                row.getLong(6),
                Columns.microseconds(row, 7),
                Instant.ofEpochSecond(row.getLong(8)),
                Columns.text(row, 9),
                Columns.text(row, 10),
                Columns.microseconds(row, 11),
                row.getDouble(12),
                Columns.text(row, 13),
                Instant.ofEpochMilli(row.getLong(14))));
      }
    }
  }

  private static long millisecondAtOrAfter(Instant instant) {
    long millisecond = instant.toEpochMilli();
    return instant.equals(Instant.ofEpochMilli(millisecond)) ? millisecond : millisecond + 1;
  }
}
