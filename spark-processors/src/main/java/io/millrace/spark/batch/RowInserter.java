package io.millrace.spark.batch;

import io.millrace.spark.sink.ClickHouseTable;
import io.millrace.spark.sink.JsonRows;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Inserts a task's rows into a table, {@value #CHUNK_ROWS} at a time. Each chunk carries a token of
 * the task and its number in it, so that a task which is done again inserts nothing twice; its rows
 * must therefore come in the same order again.
 */
public final class RowInserter {

  private static final int CHUNK_ROWS = 20_000;

  private final ClickHouseTable table;
  private final List<Column> columns;
  private final String task;
  private JsonRows rows = new JsonRows();
  private int chunk;

  /**
   * @param columns of the rows' first fields
   * @param task its identity within the table
   */
  public RowInserter(ClickHouseTable table, List<Column> columns, String task) {
    this.table = table;
    this.columns = columns;
    this.task = task;
  }

  /**
   * Adds a row.
   *
   * @throws io.millrace.spark.sink.SinkException if ClickHouse does not confirm a chunk
   */
  public void add(Row row) {
    rows.add(json -> RowJson.write(columns, row, json));
    if (rows.count() == CHUNK_ROWS) {
      flush();
    }
  }

  /** Inserts what was added since, as a chunk of its own. */
  public void flush() {
    if (rows.count() > 0) {
      table.insert(rows, task + ":" + chunk);
      chunk++;
      rows = new JsonRows();
    }
  }
}
