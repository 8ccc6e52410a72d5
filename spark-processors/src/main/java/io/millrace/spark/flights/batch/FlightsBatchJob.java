package io.millrace.spark.flights.batch;

import static org.apache.spark.sql.functions.col;

import io.millrace.model.Buckets;
import io.millrace.model.flights.FlightRule;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.RunReport;
import io.millrace.spark.batch.StagingTable;
import io.millrace.spark.config.BatchConfig;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.sink.ClickHouseTable;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Computes days of {@code opensky.flights_batch} and of {@code s3a://processed-data/flights} anew
 * and puts them in the place of what is there. Run again on the same input, it leaves the same.
 *
 * <p>Rows are sorted and shuffled by Spark, which spills what does not fit; the driver sees counts,
 * days and names of objects only.
 */
final class FlightsBatchJob {

  /** The job's name in reports, ledgers and metrics. */
  static final String NAME = "flights";

  private static final String TABLE = "opensky.flights_batch";
  private static final String RUNS = "s3a://" + Buckets.PROCESSED_DATA + "/flights_runs/";

  private static final String DAY_OF =
      "CAST(observed_at DIV 86400000000 AS INT) AS " + DayWriter.DAY;

  private static final String FOLDER_OF =
      "CASE WHEN country RLIKE '^[A-Z]{2}$' THEN country ELSE 'ZZ' END AS " + DayWriter.FOLDER;

  private final SparkSession spark;
  private final BatchConfig config;
  private final ObjectStore store;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final RunId run;
  private final Instant began = Instant.now();

  FlightsBatchJob(SparkSession spark, BatchConfig config, RunId run) {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    this.spark = spark;
    this.config = config;
    this.store = new ObjectStore(configuration);
    this.hadoop =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(new SerializableConfiguration(configuration));
    this.run = run;
  }

  /**
   * Computes the days of raw snapshots.
   *
   * @throws io.millrace.spark.batch.BatchException if there are none
   */
  RunReport run(FlightInput.Snapshots input) throws IOException {
    List<InputObject> objects = InputObject.list(store, input.glob());
    ReadingTotals read = new ReadingTotals();
    spark.sparkContext().register(read, "read");
    long bytes = objects.stream().mapToLong(InputObject::bytes).sum();
    ObjectGroups groups = ObjectGroups.of(objects, spark.sparkContext().defaultParallelism());
    int partitions = config.partitions() > 0 ? config.partitions() : groups.shufflePartitions();
    Dataset<Row> judged =
        spark
            .createDataFrame(read(groups, read), FlightColumns.ROW)
            .repartition(partitions, col("icao24"))
            .sortWithinPartitions("icao24", FlightColumns.OBJECT, FlightColumns.POSITION)
            .mapPartitions(
                (MapPartitionsFunction<Row, Row>) AircraftJudge::new,
                Encoders.row(FlightColumns.ROW));
    WriteTotals written = write(judged, partitions, new TreeSet<>());
    RunReport report =
        report(input)
            .with("input_objects", objects.size())
            .with("input_bytes", bytes)
            .with("rejects", read.rejects().values().stream().mapToLong(Long::longValue).sum())
            .with("rejects_by_reason", read.rejects());
    return finish(report, read::states, written);
  }

  /**
   * Computes days of rows that were judged when they came.
   *
   * @throws io.millrace.spark.batch.BatchException if PostgreSQL cannot be read
   */
  RunReport run(FlightInput.Table input, StreamingConfig.Postgres server) throws IOException {
    try (PostgresFlights postgres = new PostgresFlights(server)) {
      int readers = 4 * spark.sparkContext().defaultParallelism();
      ReadingTotals read = new ReadingTotals();
      spark.sparkContext().register(read, "read");
      Dataset<Row> rows =
          spark.createDataFrame(
              confirmed(postgres.rows(spark, input, readers), read), FlightColumns.ROW);
      int partitions =
          config.partitions() > 0
              ? config.partitions()
              : (int) Math.min(1_000, Math.max(readers, 2 * input.length()));
      WriteTotals written = write(rows, partitions, new TreeSet<>(input.days()));
      List<LocalDate> emptied = new ArrayList<>(input.days());
      emptied.removeAll(written.days().keySet());
      RunReport report =
          report(input)
              .with("days_without_rows", emptied.stream().map(LocalDate::toString).toList())
              .with("rejects_by_reason", read.rejects());
      return finish(report, read::states, written);
    }
  }

  private static JavaRDD<Row> confirmed(Dataset<Row> stored, ReadingTotals totals) {
    return stored
        .toJavaRDD()
        .mapPartitionsWithIndex(
            (task, rows) -> {
              StoredRows confirmed = new StoredRows(rows);
              TaskContext.get()
                  .addTaskCompletionListener(
                      context -> {
                        totals.add(confirmed.totals(task));
                      });
              return confirmed;
            },
            /* preservesPartitioning= */ false);
  }

  private JavaRDD<Row> read(ObjectGroups groups, ReadingTotals totals) {
    Broadcast<SerializableConfiguration> configuration = hadoop;
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(groups.groups(), groups.groups().size())
        .mapPartitionsWithIndex(
            (task, group) -> {
              SnapshotReader reader =
                  new SnapshotReader(configuration.value().value(), group.next().iterator());
              TaskContext.get()
                  .addTaskCompletionListener(
                      context -> {
                        reader.close();
                        totals.add(reader.totals(task));
                      });
              return reader;
            },
            /* preservesPartitioning= */ false);
  }

  /**
   * Writes rows, judged, and puts their days in the place of what is there.
   *
   * @param days that become empty if there are no rows of them
   */
  private WriteTotals write(Dataset<Row> judged, int partitions, SortedSet<LocalDate> days)
      throws IOException {
    try (StagingTable staging = StagingTable.create(config.clickHouse(), TABLE, run)) {
      WriteTotals written =
          judged
              .selectExpr("*", DAY_OF, FOLDER_OF)
              .repartition(partitions, col(DayWriter.DAY), col(DayWriter.FOLDER))
              .sortWithinPartitions(
                  DayWriter.DAY,
                  DayWriter.FOLDER,
                  "observed_at",
                  "icao24",
                  FlightColumns.OBJECT,
                  FlightColumns.POSITION)
              .toJavaRDD()
              .mapPartitionsWithIndex(
                  new DayWriter(new ClickHouseTable(config.clickHouse(), staging.name()), hadoop),
                  /* preservesPartitioning= */ false)
              .fold(new WriteTotals(), WriteTotals::plus);
      staging.replaceDays(written.days(), "observed_at");
      days.removeAll(written.days().keySet());
      staging.emptyDays(days);
      days.addAll(written.days().keySet());
      Set<String> objects = new HashSet<>(written.objects());
      for (LocalDate day : days) {
        store.deleteBelow(DayWriter.folder(day), objects);
      }
      return written;
    }
  }

  private RunReport report(FlightInput input) {
    return new RunReport()
        .with("run", run.text())
        .with("job", NAME)
        .with("input", input.toString())
        .with("began_at", began.truncatedTo(ChronoUnit.MILLIS).toString());
  }

  private RunReport finish(RunReport report, Supplier<Long> read, WriteTotals written)
      throws IOException {
    double seconds = Math.max(1, began.until(Instant.now(), ChronoUnit.MILLIS)) / 1_000.0;
    Map<LocalDate, Long> days = written.days();
    report
        .with("rows_read", read.get())
        .with("rows_kept", written.kept())
        .with("rows_quarantined", written.quarantined())
        .with("rows_kept_fixed", written.fixed())
        .with("rows_kept_flagged", written.flagged())
        .with("flagged_by", written.broken(FlightRule.Action.FLAG))
        .with("fixed_by", written.broken(FlightRule.Action.FIX))
        .with("quarantined_by", written.broken(FlightRule.Action.QUARANTINE))
        .with("days", days.keySet().stream().map(LocalDate::toString).toList())
        .with("output_rows", written.rows())
        .with("output_objects", written.objects().size())
        .with("seconds", seconds)
        .with("rows_per_second", written.rows() / seconds);
    store.write(RUNS + run + ".json", report.json() + "\n");
    return report;
  }
}
