package io.millrace.spark.telecom.batch.clean;

import io.millrace.spark.batch.RowFile;
import io.millrace.spark.batch.dataset.DataFile;
import io.millrace.spark.batch.dataset.RowChecksum;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** A file of a dataset while its rows come, with their checksum. */
final class ParquetRows {

  private final RowFile file;
  private long checksum;

  /**
   * Begins a file.
   *
   * @param schema of the rows
   */
  ParquetRows(Configuration hadoop, String path, StructType schema) throws IOException {
    this.file = new RowFile(hadoop, path, schema);
  }

  /**
   * Adds a row.
   *
   * @param hash of it, for the checksum
   */
  void add(InternalRow row, long hash) throws IOException {
    file.add(row);
    checksum += hash;
  }

  /** Completes the file and describes it. */
  DataFile close(String table, String group, String partition) throws IOException {
    file.close();
    return new DataFile(
        file.path(),
        table,
        group,
        partition,
        file.rows(),
        file.bytes(),
        new RowChecksum(file.rows(), checksum).text());
  }

  /** Gives the file up: nothing of it is ever seen. */
  void abort() {
    file.abort();
  }
}
