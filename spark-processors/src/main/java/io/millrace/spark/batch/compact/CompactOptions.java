package io.millrace.spark.batch.compact;

import java.time.Duration;
import java.util.List;

/**
 * What a compaction is asked for.
 *
 * @param targets names of datasets, and {@value #RAW_CHANGES}
 * @param targetBytes the size wished for of a file, at least 1 MB
 * @param grace for how long a replaced file stays for those who read it
 * @param abandonedAfter when a run that has not published is taken for dead, and its files go
 * @param closedAfter how long after its end an hour of raw changes is compacted
 * @param checkpointLocation of the stream
 */
record CompactOptions(
    List<String> targets,
    long targetBytes,
    Duration grace,
    Duration abandonedAfter,
    Duration closedAfter,
    String checkpointLocation) {

  /** The raw change archives of all domains. */
  static final String RAW_CHANGES = "raw-changes";

  /** Checks the size. */
  CompactOptions {
    targets = List.copyOf(targets);
    if (targetBytes < ByteSize.MEGABYTE) {
      throw new IllegalArgumentException(
          "--target-size is " + targetBytes + " bytes; allowed: 1MB and more");
    }
  }

  /** What is read, for people. */
  @Override
  public String toString() {
    return String.join(" ", targets);
  }
}
