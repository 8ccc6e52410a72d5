package io.millrace.spark.archive;

import com.clickhouse.client.api.query.GenericRecord;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.sink.ClickHouseTable;
import io.millrace.spark.sink.Insert;
import io.millrace.spark.sink.JsonRows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** How far one reader of a query's windows has come, and what it is to take next. */
public final class ArchiveLedger {

  private final StreamingConfig.ClickHouse server;
  private final String query;
  private final String reader;
  private final Consumer<Insert> inserted;

  /**
   * @param query the streaming query whose windows are read
   * @param reader who reads them, as {@code millrace.archive_progress} names it in its column query
   * @param inserted told of each insert into ClickHouse
   */
  public ArchiveLedger(
      StreamingConfig.ClickHouse server, String query, String reader, Consumer<Insert> inserted) {
    this.inserted = inserted;
    this.server = server;
    this.query = query;
    this.reader = reader;
  }

  /**
   * A point in the sequence of micro-batches.
   *
   * @param batchId the newest batch up to here, -1 for none
   * @param watermark windows that end up to here are closed
   */
  public record Position(String checkpointId, long batchId, Instant watermark) {}

  /** The newest micro-batch that counted something: heartbeats alone close and change nothing. */
  public Optional<Position> newest() {
    return position(
        query,
        "SELECT toString(checkpoint_id) AS checkpoint, batch_id,"
            + " toUnixTimestamp64Micro(watermark_after) AS watermark"
            + " FROM millrace.micro_batches FINAL"
            + " WHERE query = {query:String} AND contributions > 0"
            + " ORDER BY batch_id DESC LIMIT 1");
  }

  /** Where the reader stands; empty before its first step. */
  public Optional<Position> archived() {
    return position(
        reader,
        "SELECT toString(checkpoint_id) AS checkpoint, batch_id,"
            + " toUnixTimestamp64Micro(watermark) AS watermark"
            + " FROM millrace.archive_progress FINAL WHERE query = {query:String}"
            + " ORDER BY batch_id DESC LIMIT 1");
  }

  private Optional<Position> position(String name, String sql) {
    return ClickHouseTable.query(server, sql, Map.of("query", name)).stream()
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

  /** The windows that changed between two positions, as seconds since 1970, ascending. */
  public List<Long> changedWindows(Position from, Position to) {
    String sql =
        "SELECT DISTINCT toUnixTimestamp(arrayJoin(windows)) AS start"
            + " FROM millrace.micro_batches FINAL"
            + " WHERE query = {query:String} AND batch_id > {after:Int64} AND batch_id <= {last:Int64}"
            + " ORDER BY start";
    Map<String, Object> parameters =
        Map.of("query", query, "after", from.batchId(), "last", to.batchId());
    return ClickHouseTable.query(server, sql, parameters).stream()
        .map((GenericRecord row) -> row.getLong("start"))
        .toList();
  }

  /** Enters a finished step. */
  public void record(Position reached, int objects) {
    JsonRows rows = new JsonRows();
    rows.add(
        json -> {
          json.writeStringField("query", reader);
          json.writeStringField("checkpoint_id", reached.checkpointId());
          json.writeNumberField("batch_id", reached.batchId());
          json.writeStringField("watermark", JsonRows.micros(reached.watermark()));
          json.writeNumberField("hours", objects);
        });
    inserted.accept(new ClickHouseTable(server, "millrace.archive_progress").insert(rows, ""));
  }
}
