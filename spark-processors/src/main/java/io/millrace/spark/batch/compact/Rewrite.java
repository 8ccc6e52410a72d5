package io.millrace.spark.batch.compact;

import io.millrace.spark.batch.dataset.DataFile;
import java.util.List;

/**
 * Files whose rows are written anew into others.
 *
 * @param table of the dataset
 * @param group that the new files shall have
 * @param partition that the new files shall have; empty if the table has none
 * @param sources what is read
 * @param files how many are to be written
 */
record Rewrite(String table, String group, String partition, List<DataFile> sources, int files) {

  /** Copies the list. */
  Rewrite {
    sources = List.copyOf(sources);
    if (sources.isEmpty() || files < 1) {
      throw new IllegalArgumentException(
          "a rewrite of " + sources.size() + " files into " + files + "; allowed: 1 and more");
    }
  }

  /** What is read, in bytes. */
  long bytes() {
    return sources.stream().mapToLong(DataFile::bytes).sum();
  }

  /** Where its files go, below the run's folder. */
  String folder() {
    return table + "/" + (partition.isEmpty() ? "" : partition + "/");
  }

  /** What people know it by. */
  String label() {
    return table + (partition.isEmpty() ? "" : " " + partition);
  }
}
