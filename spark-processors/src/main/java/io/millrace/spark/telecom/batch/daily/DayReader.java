package io.millrace.spark.telecom.batch.daily;

import io.millrace.spark.batch.PostgresSnapshot;
import io.millrace.spark.config.BatchConfig;
import io.millrace.spark.sink.ClickHouseTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads a day in parallel, once: its windows are staged on the way, its figures come back. Each
 * task reads an hour, so a window is of one task.
 */
final class DayReader {

  private static final Duration TASK = Duration.ofHours(1);

  private final SparkSession spark;
  private final BatchConfig config;
  private final String windows;

  /**
   * @param windows the table that takes the windows
   */
  DayReader(SparkSession spark, BatchConfig config, String windows) {
    this.spark = spark;
    this.config = config;
    this.windows = windows;
  }

  /** The figures of the rows from one instant up to, and without, another. */
  DayFigures read(PostgresSnapshot snapshot, Instant from, Instant to) {
    ClickHouseTable table = new ClickHouseTable(config.clickHouse(), windows);
    JavaRDD<Row> judged =
        snapshot
            .read(spark, StoredEvents.SQL, hours(from, to))
            .selectExpr(StoredEvents.READ)
            .toJavaRDD()
            .mapPartitionsWithIndex(
                (task, rows) -> new StoredEvents(rows, table, "task:" + task),
                /* preservesPartitioning= */ false);
    spark
        .conf()
        .set(
            "spark.sql.shuffle.partitions",
            config.partitions() > 0
                ? config.partitions()
                : 2L * spark.sparkContext().defaultParallelism());
    return DayFigures.of(spark.createDataFrame(judged, StoredEvents.JUDGED));
  }

  /** A condition for each hour, on the index's column. */
  static List<String> hours(Instant from, Instant to) {
    List<String> hours = new ArrayList<>();
    for (Instant hour = from; hour.isBefore(to); hour = hour.plus(TASK)) {
      Instant end = hour.plus(TASK).isBefore(to) ? hour.plus(TASK) : to;
      hours.add("event_time >= '" + hour + "' AND event_time < '" + end + "'");
    }
    return hours;
  }
}
