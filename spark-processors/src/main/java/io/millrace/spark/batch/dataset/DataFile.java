package io.millrace.spark.batch.dataset;

import java.io.Serializable;

/**
 * A Parquet file of a dataset. It is never changed: what is to change is written anew beside it.
 *
 * @param path {@code s3a://bucket/key}
 * @param table which of the dataset's tables its rows belong to, such as {@code events} or {@code
 *     quarantine}
 * @param group what is replaced as a whole when its input is read again, such as the input's path
 * @param partition of the table, such as {@code date=2026-01-31}; empty if it has none
 * @param rows in it
 * @param bytes of it, as it is stored
 * @param checksum of its rows, whatever their order: the sum, modulo 2⁶⁴, of a hash of each, as
 *     hexadecimal digits; empty if nobody reckoned it
 */
public record DataFile(
    String path,
    String table,
    String group,
    String partition,
    long rows,
    long bytes,
    String checksum)
    implements Serializable {

  /** Checks what a reader relies on. */
  public DataFile {
    if (!path.contains("://")) {
      throw new IllegalArgumentException("path is " + path + "; allowed: s3a://bucket/key");
    }
    if (table.isBlank()) {
      throw new IllegalArgumentException("table of " + path + " is blank");
    }
    if (rows < 0 || bytes < 0) {
      throw new IllegalArgumentException(
          path + " has " + rows + " rows and " + bytes + " bytes; allowed: 0 and more");
    }
  }
}
