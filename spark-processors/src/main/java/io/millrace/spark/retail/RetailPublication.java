package io.millrace.spark.retail;

import com.clickhouse.client.api.query.GenericRecord;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.Column;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RowInserter;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.dataset.DataFile;
import io.millrace.spark.batch.dataset.Manifest;
import io.millrace.spark.batch.dataset.PublishedDataset;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.sink.ClickHouseTable;
import io.millrace.spark.sink.JsonRows;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Writes a run's tables where nobody reads them yet, and makes them visible: the Parquet by the
 * dataset's manifest, ClickHouse's rows by one row in {@code retail.reports}. A run that was killed
 * before leaves nothing that anybody sees; one that was killed between the two is done again, and
 * until then each of the two is one whole run.
 */
final class RetailPublication {

  /** The dataset's name. */
  static final String DATASET = "retail";

  /** For how long a reader may use what was replaced. */
  private static final Duration GRACE = Duration.ofDays(1);

  private final StreamingConfig.ClickHouse server;
  private final Configuration hadoop;
  private final ObjectStore store;
  private final PublishedDataset dataset;
  private final Manifest seen;
  private final RunId run;
  private final List<DataFile> files = new ArrayList<>();

  /** Begins from what is published now. */
  RetailPublication(StreamingConfig.ClickHouse server, Configuration hadoop, RunId run)
      throws IOException {
    this.server = server;
    this.hadoop = hadoop;
    this.store = new ObjectStore(hadoop);
    this.dataset = new PublishedDataset(store, DATASET);
    this.seen = dataset.current();
    this.run = run;
  }

  /**
   * Writes a table.
   *
   * @param input what the rows come from
   * @return how many rows there are
   * @throws BatchException if ClickHouse and the store did not take the same number
   */
  long write(ResultTable table, Dataset<Row> rows, String input) throws IOException {
    String folder = dataset.folderOf(run) + table.parquet();
    rows.write().parquet(folder);
    long written = 0;
    for (String object : store.below(folder)) {
      if (object.endsWith(".parquet")) {
        DataFile file = file(table, object, input);
        files.add(file);
        written += file.rows();
      }
    }
    insert(table, rows);
    long inserted = inserted(table);
    if (inserted != written) {
      throw new BatchException(
          "%s has %d rows of run %s where %d were written to %s; nothing was published"
              .formatted(table.clickHouse(), inserted, run, written, folder));
    }
    return written;
  }

  private DataFile file(ResultTable table, String object, String input) throws IOException {
    Path path = new Path(object);
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(path, hadoop))) {
      return new DataFile(
          object,
          table.parquet(),
          input,
          "",
          reader.getRecordCount(),
          path.getFileSystem(hadoop).getFileStatus(path).getLen(),
          "");
    }
  }

  private void insert(ResultTable table, Dataset<Row> rows) {
    List<Column> columns = ResultTable.inserted(rows);
    ClickHouseTable target = new ClickHouseTable(server, table.clickHouse());
    String token = run.text() + ":task-";
    ResultTable.asInserted(table.sorted(rows), run.text())
        .toJavaRDD()
        .foreachPartition(
            part -> {
              RowInserter inserter =
                  new RowInserter(target, columns, token + TaskContext.getPartitionId());
              part.forEachRemaining(inserter::add);
              inserter.flush();
            });
  }

  private long inserted(ResultTable table) {
    return ClickHouseTable.query(
            server,
            "SELECT count() AS n FROM " + table.clickHouse() + " WHERE run_id = {run:String}",
            Map.of("run", run.text()))
        .get(0)
        .getLong("n");
  }

  /**
   * Makes all that was written visible in the place of what was there, and removes what nobody
   * needs any more.
   *
   * @param report the row of {@code retail.reports}, but for the run and the time
   * @throws BatchException if another run has published since this one began
   */
  void publish(JsonRows.Fields report) throws IOException {
    dataset.publish(seen, run, file -> true, files);
    JsonRows rows = new JsonRows();
    rows.add(
        json -> {
          json.writeStringField("run_id", run.text());
          json.writeStringField("published_at", JsonRows.micros(Instant.now()));
          report.write(json);
        });
    new ClickHouseTable(server, "retail.reports").insert(rows, "");
    dropOthers();
    dataset.sweep(GRACE);
  }

  /** The run before stays for those who had begun to read it. */
  private void dropOthers() {
    Set<String> needed = new HashSet<>();
    for (GenericRecord row :
        ClickHouseTable.query(
            server,
            "SELECT run_id FROM retail.reports ORDER BY published_at DESC LIMIT 2",
            Map.of())) {
      needed.add(row.getString("run_id"));
    }
    Instant before = Instant.now().minus(GRACE);
    for (ResultTable table : ResultTable.values()) {
      for (GenericRecord row :
          ClickHouseTable.query(
              server,
              "SELECT DISTINCT run_id, run_id IN (SELECT run_id FROM retail.reports) AS published"
                  + " FROM "
                  + table.clickHouse(),
              Map.of())) {
        String id = row.getString("run_id");
        boolean unfinished = row.getLong("published") == 0;
        boolean mayGoOn = unfinished && RunId.beginning(id).map(before::isBefore).orElse(true);
        if (!needed.contains(id) && !mayGoOn) {
          ClickHouseTable.execute(
              server, "ALTER TABLE " + table.clickHouse() + " DROP PARTITION '" + id + "'");
        }
      }
    }
  }
}
