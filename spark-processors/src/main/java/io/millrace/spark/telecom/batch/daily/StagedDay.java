package io.millrace.spark.telecom.batch.daily;

import com.clickhouse.client.api.query.GenericRecord;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.sink.ClickHouseTable;
import io.millrace.spark.sink.JsonRows;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A day that was computed and is not published yet: tables that carry the day and the run in their
 * names, and the totals that it is checked by. Nobody reads them but the step that publishes.
 */
final class StagedDay {

  private static final String DATABASE = "telecom";
  private static final String PUBLISHED = "telecom.daily_stats";
  private static final String STATS = "daily_stats_staged_";
  private static final String WINDOWS = "daily_windows_staged_";
  private static final String TOTALS = "telecom.daily_stage_totals";

  private static final String WINDOW_COLUMNS =
      """
       (
          window_start DateTime('UTC'), event_type String, region String,
          events Int64, duration_seconds Int64, megabytes Decimal(38, 3), amount Decimal(38, 2),
          subscribers Map(UInt64, Int64), last_commit DateTime64(3, 'UTC')
      )
      ENGINE = MergeTree ORDER BY (window_start, event_type, region)
      SETTINGS non_replicated_deduplication_window = 10000
      """;

  /** What totals are of. */
  enum Source {
    /** The day's rows, by PostgreSQL's own SQL. */
    POSTGRES("postgres"),
    /** The windows that have settled, as PostgreSQL has them. */
    SETTLED_POSTGRES("settled_postgres"),
    /** The same, as the stream has them. */
    SETTLED_STREAM("settled_stream");

    private final String text;

    Source(String text) {
      this.text = text;
    }
  }

  private final StreamingConfig.ClickHouse server;
  private final LocalDate day;
  private final String run;

  private StagedDay(StreamingConfig.ClickHouse server, LocalDate day, String run) {
    this.server = server;
    this.day = day;
    this.run = run;
  }

  /**
   * Creates the tables of a run, and drops what earlier ones left behind of that day. The caller
   * has the day's lock.
   */
  static StagedDay create(StreamingConfig.ClickHouse server, LocalDate day, RunId run) {
    drop(server, day);
    StagedDay staged = new StagedDay(server, day, run.text());
    ClickHouseTable.execute(server, "CREATE TABLE " + staged.stats() + " AS " + PUBLISHED);
    ClickHouseTable.execute(server, "CREATE TABLE " + staged.windows() + WINDOW_COLUMNS);
    return staged;
  }

  /**
   * What was staged last of a day, whole.
   *
   * @throws BatchException if nothing was, or of another zone
   */
  static StagedDay find(StreamingConfig.ClickHouse server, LocalDate day, ZoneId zone) {
    List<GenericRecord> rows =
        ClickHouseTable.query(
            server,
            "SELECT totals.run_id AS run, toString(totals.zone) AS zone FROM "
                + TOTALS
                + " AS totals FINAL WHERE day = {day:Date} AND source = 'postgres'"
                + " AND event_type = 'ALL' AND concat({prefix:String}, totals.run_id) IN"
                + " (SELECT name FROM system.tables WHERE database = 'telecom')"
                + " ORDER BY staged_at DESC LIMIT 1",
            Map.of("day", day.toString(), "prefix", STATS + compact(day) + "_"));
    if (rows.isEmpty()) {
      throw new BatchException(
          "nothing is staged of " + day + "; run batch telecom-daily " + day + " --step stage");
    }
    String staged = rows.get(0).getString("zone");
    if (!staged.equals(zone.getId())) {
      throw new BatchException(
          day + " is staged for --zone " + staged + ", not " + zone + "; stage it for that zone");
    }
    return new StagedDay(server, day, rows.get(0).getString("run"));
  }

  /** Drops all that is staged of a day. */
  static void drop(StreamingConfig.ClickHouse server, LocalDate day) {
    for (String prefix : List.of(STATS, WINDOWS)) {
      for (GenericRecord row :
          ClickHouseTable.query(
              server,
              "SELECT name FROM system.tables WHERE database = {database:String}"
                  + " AND startsWith(name, {prefix:String})",
              Map.of("database", DATABASE, "prefix", prefix + compact(day) + "_"))) {
        drop(server, DATABASE + "." + row.getString("name"));
      }
    }
  }

  private static void drop(StreamingConfig.ClickHouse server, String table) {
    ClickHouseTable.execute(server, "DROP TABLE IF EXISTS " + table + " SYNC");
  }

  /** The run that staged it. */
  String run() {
    return run;
  }

  /** {@code database.table} of its rows of {@code telecom.daily_stats}. */
  String stats() {
    return DATABASE + "." + STATS + compact(day) + "_" + run;
  }

  /** {@code database.table} of its windows as PostgreSQL has them. */
  String windows() {
    return DATABASE + "." + WINDOWS + compact(day) + "_" + run;
  }

  /** Drops the windows, which nobody needs once they are compared. */
  void dropWindows() {
    drop(server, windows());
  }

  /** Keeps what the day is checked by. */
  void keep(ZoneId zone, Map<Source, Map<String, Totals>> totals) {
    JsonRows rows = new JsonRows();
    totals.forEach(
        (source, byType) ->
            byType.forEach(
                (type, total) ->
                    rows.add(
                        json -> {
                          json.writeStringField("day", day.toString());
                          json.writeStringField("run_id", run);
                          json.writeStringField("zone", zone.getId());
                          json.writeStringField("source", source.text);
                          json.writeStringField("event_type", type);
                          json.writeNumberField("events", total.events());
                          json.writeNumberField("duration_seconds", total.durationSeconds());
                          json.writeStringField("megabytes", JsonRows.decimal(total.megabytes()));
                          json.writeStringField("amount", JsonRows.decimal(total.amount()));
                        })));
    new ClickHouseTable(server, TOTALS).insert(rows, "");
  }

  /** What was kept, by event type. */
  Map<String, Totals> totals(Source source) {
    Map<String, Totals> totals = new TreeMap<>();
    for (GenericRecord row :
        ClickHouseTable.query(
            server,
            "SELECT toString(event_type) AS type, '' AS of_region, events AS n,"
                + " duration_seconds AS s, toDecimalString(megabytes, 3) AS m,"
                + " toDecimalString(amount, 2) AS a FROM "
                + TOTALS
                + " FINAL WHERE day = {day:Date} AND run_id = {run:String}"
                + " AND source = {source:String}",
            Map.of("day", day.toString(), "run", run, "source", source.text))) {
      totals.put(row.getString("type"), totals(row));
    }
    return totals;
  }

  /** The staged rows' totals by event type and region. */
  Map<String, Map<String, Totals>> rows() {
    Map<String, Map<String, Totals>> rows = new TreeMap<>();
    for (GenericRecord row :
        ClickHouseTable.query(
            server,
            "SELECT toString(event_type) AS type, toString(region) AS of_region,"
                + " toInt64(sum(events)) AS n, toInt64(sum(duration_seconds)) AS s,"
                + " toDecimalString(sum(megabytes), 3) AS m, toDecimalString(sum(amount), 2) AS a"
                + " FROM "
                + stats()
                + " WHERE day = {day:Date} GROUP BY type, of_region",
            Map.of("day", day.toString()))) {
      rows.computeIfAbsent(row.getString("type"), type -> new TreeMap<>())
          .put(row.getString("of_region"), totals(row));
    }
    return rows;
  }

  private static Totals totals(GenericRecord row) {
    return new Totals(
        row.getLong("n"),
        row.getLong("s"),
        new BigDecimal(row.getString("m")),
        new BigDecimal(row.getString("a")));
  }

  /** How many rows are staged. */
  long count() {
    return ClickHouseTable.query(server, "SELECT toInt64(count()) AS n FROM " + stats(), Map.of())
        .get(0)
        .getLong("n");
  }

  /** Puts the day in the place of what was published of it, at one stroke, and drops the rest. */
  void publish() {
    ClickHouseTable.execute(
        server,
        count() == 0
            ? "ALTER TABLE " + PUBLISHED + " DROP PARTITION '" + day + "'"
            : "ALTER TABLE " + PUBLISHED + " REPLACE PARTITION '" + day + "' FROM " + stats());
    drop(server, day);
  }

  private static String compact(LocalDate day) {
    return DateTimeFormatter.BASIC_ISO_DATE.format(day);
  }
}
