package io.millrace.spark.telecom.batch.clean;

/**
 * What a run is asked for.
 *
 * @param input a folder, a file or a pattern
 * @param dataset it goes to
 * @param rules to clean by
 * @param rulesName of their file, for messages
 * @param targetBytes of a Parquet file
 * @param longestLine that is read, bytes
 */
record CleanOptions(
    String input,
    String dataset,
    RuleSet rules,
    String rulesName,
    long targetBytes,
    int longestLine) {

  /** A task holds its line twice at most, and a heap must hold two tasks'. */
  static final int LONGEST_LINE = 512_000_000;
}
