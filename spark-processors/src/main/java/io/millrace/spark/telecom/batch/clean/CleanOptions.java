package io.millrace.spark.telecom.batch.clean;

import io.millrace.spark.batch.ByteSize;

/**
 * What a run is asked for.
 *
 * @param input a folder, a file or a pattern
 * @param dataset it goes to
 * @param rules to clean by
 * @param rulesName of their file, for messages
 * @param targetBytes of a Parquet file, 1 MiB to 2 GiB
 * @param longestLineBytes of a line that is read, 1 MiB to 512 MiB: a task holds its line twice at
 *     most, and a heap must hold two tasks'
 */
record CleanOptions(
    String input,
    String dataset,
    RuleSet rules,
    String rulesName,
    long targetBytes,
    long longestLineBytes) {

  private static final long LARGEST_FILE = 2_048 * ByteSize.MEGABYTE;
  private static final long LONGEST_LINE = 512 * ByteSize.MEGABYTE;

  /** Checks the sizes. */
  CleanOptions {
    if (targetBytes < ByteSize.MEGABYTE || targetBytes > LARGEST_FILE) {
      throw new IllegalArgumentException(
          "--target-size is " + targetBytes + " bytes; allowed: 1MB to 2GB");
    }
    if (longestLineBytes < ByteSize.MEGABYTE || longestLineBytes > LONGEST_LINE) {
      throw new IllegalArgumentException(
          "--longest-line is " + longestLineBytes + " bytes; allowed: 1MB to 512MB");
    }
  }

  int longestLine() {
    return (int) longestLineBytes;
  }
}
