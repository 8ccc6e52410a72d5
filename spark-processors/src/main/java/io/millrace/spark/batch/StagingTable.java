package io.millrace.spark.batch;

import com.clickhouse.client.api.query.GenericRecord;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.sink.ClickHouseTable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a run gathers the rows of whole days, which then take the place of those days in a table
 * with {@code PARTITION BY toDate(…)}, each at one stroke. Nobody sees a day half replaced.
 */
public final class StagingTable implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StagingTable.class);
  private static final Duration LEFT_BEHIND_AFTER = Duration.ofDays(1);

  private final StreamingConfig.ClickHouse server;
  private final String table;
  private final String name;

  private StagingTable(StreamingConfig.ClickHouse server, String table, RunId run) {
    this.server = server;
    this.table = table;
    this.name = prefix(table) + run;
  }

  /**
   * Creates the table of a run, and drops those that runs left behind which began more than a day
   * ago.
   *
   * @param table {@code database.table} whose days will be replaced
   * @throws io.millrace.spark.sink.SinkException if ClickHouse refuses
   */
  public static StagingTable create(StreamingConfig.ClickHouse server, String table, RunId run) {
    dropLeftovers(server, table);
    StagingTable staging = new StagingTable(server, table, run);
    ClickHouseTable.execute(server, "CREATE TABLE " + staging.name + " AS " + table);
    // A task that is done again after many others must still find its tokens.
    ClickHouseTable.execute(
        server,
        "ALTER TABLE "
            + staging.name
            + " MODIFY SETTING non_replicated_deduplication_window = 1000000,"
            // The same where the table is replicated, for which a run may take a day.
            + " replicated_deduplication_window = 1000000,"
            + " replicated_deduplication_window_seconds = 86400");
    return staging;
  }

  /** {@code database.table} to insert into. */
  public String name() {
    return name;
  }

  /**
   * Puts the rows of whole days in the place of those days' rows in the table.
   *
   * @param days and how many rows each must have
   * @param time the column that says to which day a row belongs
   * @throws BatchException if other rows were gathered than these; then nothing was replaced
   */
  public void replaceDays(SortedMap<LocalDate, Long> days, String time) {
    SortedMap<LocalDate, Long> gathered = new TreeMap<>();
    for (GenericRecord row :
        ClickHouseTable.query(
            server,
            "SELECT toString(toDate(%s)) AS day, count() AS n FROM %s GROUP BY day"
                .formatted(time, name),
            Map.of())) {
      gathered.put(LocalDate.parse(row.getString("day")), row.getLong("n"));
    }
    if (!gathered.equals(days)) {
      throw new BatchException(
          name + " holds rows by day " + gathered + " where " + days + " were written");
    }
    for (LocalDate day : days.keySet()) {
      ClickHouseTable.execute(
          server, "ALTER TABLE " + table + " REPLACE PARTITION '" + day + "' FROM " + name);
    }
  }

  /** Makes days of the table empty. */
  public void emptyDays(Collection<LocalDate> days) {
    for (LocalDate day : days) {
      ClickHouseTable.execute(server, "ALTER TABLE " + table + " DROP PARTITION '" + day + "'");
    }
  }

  @Override
  public void close() {
    drop(server, name);
  }

  private static void dropLeftovers(StreamingConfig.ClickHouse server, String table) {
    String prefix = prefix(table);
    int dot = prefix.indexOf('.');
    Instant newest = Instant.now().minus(LEFT_BEHIND_AFTER);
    for (GenericRecord row :
        ClickHouseTable.query(
            server,
            "SELECT name FROM system.tables WHERE database = {database:String}"
                + " AND startsWith(name, {prefix:String})",
            Map.of("database", prefix.substring(0, dot), "prefix", prefix.substring(dot + 1)))) {
      String name = row.getString("name");
      String run = name.substring(prefix.length() - dot - 1);
      if (RunId.beginning(run).map(newest::isAfter).orElse(false)) {
        drop(server, prefix + run);
        log.atInfo().addKeyValue("table", prefix + run).log("dropped what a run left behind");
      }
    }
  }

  private static void drop(StreamingConfig.ClickHouse server, String name) {
    // Not kept for eight minutes as ClickHouse would: it is of no use to anybody.
    ClickHouseTable.execute(server, "DROP TABLE IF EXISTS " + name + " SYNC");
  }

  private static String prefix(String table) {
    return table + "_staging_";
  }
}
