package io.millrace.spark.telecom.batch.percentiles;

import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.RunReport;
import io.millrace.spark.batch.StagingTable;
import io.millrace.spark.batch.dataset.DataFile;
import io.millrace.spark.batch.dataset.Manifest;
import io.millrace.spark.batch.dataset.PublishedDataset;
import io.millrace.spark.config.BatchConfig;
import io.millrace.spark.sink.ClickHouseTable;
import io.millrace.spark.sink.JsonRows;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Computes days of {@code telecom.percentiles} from the files that a dataset's manifest names, and
 * puts them in the place of what is there.
 *
 * <p>The approximate values are held against the exact ranks of the same rows before anything is
 * published.
 */
final class PercentilesJob {

  /** The job's name in reports, ledgers and metrics. */
  static final String NAME = "percentiles";

  private static final String TABLE = "telecom.percentiles";
  private static final String EVENTS = "events";
  private static final String PARTITION = "date=";
  private static final int CHUNK_ROWS = 20_000;

  private final SparkSession spark;
  private final BatchConfig config;
  private final RunId run;

  PercentilesJob(SparkSession spark, BatchConfig config, RunId run) {
    this.spark = spark;
    this.config = config;
    this.run = run;
  }

  /**
   * Computes the days.
   *
   * @throws BatchException if the dataset was never published, or an approximate rank is further
   *     off than it may be; then nothing is replaced
   */
  RunReport run(PercentilesInput input) throws IOException {
    ObjectStore store = new ObjectStore(spark.sparkContext().hadoopConfiguration());
    Manifest manifest = new PublishedDataset(store, input.dataset()).current();
    if (manifest.version() == 0) {
      throw new BatchException(
          "dataset "
              + input.dataset()
              + " was never published; run batch events-clean first, or name another by --dataset");
    }
    List<DataFile> files =
        manifest.of(EVENTS).stream()
            .filter(file -> input.days().map(days -> days.contain(day(file))).orElse(true))
            .toList();
    Set<LocalDate> days = new TreeSet<>();
    input.days().ifPresent(range -> days.addAll(range.all()));
    files.forEach(file -> days.add(day(file)));
    try (StagingTable staging = StagingTable.create(config.clickHouse(), TABLE, run)) {
      Written written = files.isEmpty() ? new Written() : write(files, input, staging);
      staging.replaceDays(written.days, "day");
      Set<LocalDate> emptied = new TreeSet<>(days);
      emptied.removeAll(written.days.keySet());
      staging.emptyDays(emptied);
      return new RunReport()
          .with("run", run.text())
          .with("job", NAME)
          .with("input", input.toString())
          .with("dataset_version", manifest.version())
          .with("input_objects", files.size())
          .with("input_bytes", files.stream().mapToLong(DataFile::bytes).sum())
          .with("rows_read", files.stream().mapToLong(DataFile::rows).sum())
          .with("rows_kept", written.rows)
          .with("days", written.days.keySet().stream().map(LocalDate::toString).toList())
          .with("days_without_rows", emptied.stream().map(LocalDate::toString).toList())
          .with("exact", Percentiles.EXACT_DEFINITION)
          .with("approximate", Percentiles.APPROXIMATE_DEFINITION)
          .with("accuracy", input.accuracy())
          .with("greatest_rank_error", Double.toString(written.rankError));
    }
  }

  private Written write(List<DataFile> files, PercentilesInput input, StagingTable staging) {
    ClickHouseTable table = new ClickHouseTable(config.clickHouse(), staging.name());
    Written written = new Written();
    JsonRows rows = new JsonRows();
    String[] paths = files.stream().map(DataFile::path).toArray(String[]::new);
    int partitions =
        config.partitions() > 0
            ? config.partitions()
            : Math.max(spark.sparkContext().defaultParallelism(), Math.min(1_000, files.size()));
    spark.conf().set("spark.sql.shuffle.partitions", partitions);
    Iterator<Row> groups =
        new Percentiles(input.accuracy()).of(spark.read().parquet(paths)).toLocalIterator();
    while (groups.hasNext()) {
      GroupPercentiles group = GroupPercentiles.of(groups.next());
      group.requireWithin(input.accuracy());
      group.write(rows, run);
      written.add(group);
      if (rows.count() >= CHUNK_ROWS) {
        table.insert(rows, "");
        rows = new JsonRows();
      }
    }
    table.insert(rows, "");
    return written;
  }

  private static LocalDate day(DataFile file) {
    if (!file.partition().startsWith(PARTITION)) {
      throw new BatchException(
          file.path()
              + " is of partition \""
              + file.partition()
              + "\"; expected "
              + PARTITION
              + "2026-01-31; write the dataset anew by batch events-clean");
    }
    return LocalDate.parse(file.partition().substring(PARTITION.length()));
  }

  /** What was inserted. */
  private static final class Written {

    private final SortedMap<LocalDate, Long> days = new TreeMap<>();
    private long rows;
    private double rankError;

    void add(GroupPercentiles group) {
      rows += GroupPercentiles.ROWS;
      days.merge(group.day(), (long) GroupPercentiles.ROWS, Long::sum);
      rankError = Math.max(rankError, group.rankError());
    }
  }
}
