package io.millrace.spark.archive;

import com.clickhouse.client.api.query.GenericRecord;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.sink.ClickHouseTable;
import io.millrace.spark.sink.JsonRows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far the windows of a query are archived, and what is to be archived next. */
final class ArchiveLedger {

  private final StreamingConfig.ClickHouse server;
  private final String query;

  ArchiveLedger(StreamingConfig.ClickHouse server, String query) {
    this.server = server;
    this.query = query;
  }

  /**
   * A point in the sequence of micro-batches.
   *
   * @param batchId the newest batch up to here, -1 for none
   * @param watermark windows that end up to here are closed
   */
  record Position(String checkpointId, long batchId, Instant watermark) {}

  /** The newest micro-batch; empty before the first. */
  Optional<Position> newest() {
    return position(
        "SELECT toString(checkpoint_id) AS checkpoint, batch_id,"
            + " toUnixTimestamp64Micro(watermark_after) AS watermark"
            + " FROM millrace.micro_batches FINAL WHERE query = {query:String}"
            + " ORDER BY batch_id DESC LIMIT 1");
  }

  /** Where the archive stands; empty before its first step. */
  Optional<Position> archived() {
    return position(
        "SELECT toString(checkpoint_id) AS checkpoint, batch_id,"
            + " toUnixTimestamp64Micro(watermark) AS watermark"
            + " FROM millrace.archive_progress FINAL WHERE query = {query:String}"
            + " ORDER BY batch_id DESC LIMIT 1");
  }

  private Optional<Position> position(String sql) {
    return ClickHouseTable.query(server, sql, Map.of("query", query)).stream()
        .findFirst()
        .map(
            row ->
                new Position(
                    row.getString("checkpoint"),
                    row.getLong("batch_id"),
                    Instant.EPOCH.plusNanos(row.getLong("watermark") * 1_000)));
  }

  /**
   * The hours, as seconds since 1970, whose object must be written to get from one position to
   * another: those with windows that closed in between, and those whose closed windows late
   * contributions changed.
   */
  List<Long> hours(Position from, Position to, String partialsTable) {
    String sql =
        "SELECT DISTINCT hour FROM ("
            + " SELECT toUnixTimestamp(toStartOfHour(window_start)) AS hour FROM "
            + partialsTable
            // The first condition lets the primary key do its work; a DateTime below 0 would wrap.
            + " WHERE window_start >= fromUnixTimestamp(greatest({from:Int64} - 60, 0))"
            + " AND toUnixTimestamp(window_start) + 60 > {from:Int64}"
            + " AND toUnixTimestamp(window_start) + 60 <= {to:Int64}"
            + " UNION ALL"
            + " SELECT toUnixTimestamp(arrayJoin(late_hours)) AS hour FROM millrace.micro_batches FINAL"
            + " WHERE query = {query:String} AND batch_id > {after:Int64} AND batch_id <= {last:Int64}"
            + ") ORDER BY hour";
    Map<String, Object> parameters =
        Map.of(
            "query", query,
            "from", from.watermark().getEpochSecond(),
            "to", to.watermark().getEpochSecond(),
            "after", from.batchId(),
            "last", to.batchId());
    return ClickHouseTable.query(server, sql, parameters).stream()
        .map((GenericRecord row) -> row.getLong("hour"))
        .toList();
  }

  /** Enters a finished step. */
  void record(Position reached, int hours) {
    JsonRows rows = new JsonRows();
    rows.add(
        json -> {
          json.writeStringField("query", query);
          json.writeStringField("checkpoint_id", reached.checkpointId());
          json.writeNumberField("batch_id", reached.batchId());
          json.writeStringField("watermark", JsonRows.micros(reached.watermark()));
          json.writeNumberField("hours", hours);
        });
    new ClickHouseTable(server, "millrace.archive_progress").insert(rows, "");
  }
}
