package io.millrace.spark.batch.compact;

import io.millrace.spark.batch.dataset.PublishedDataset;
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

  /** Checks names and size. */
  CompactOptions {
    targets = checked(targets);
    if (targetBytes < ByteSize.MEGABYTE) {
      throw new IllegalArgumentException(
          "--target-size is " + targetBytes + " bytes; allowed: 1MB and more");
    }
  }

  /** Names that may be asked for. */
  static List<String> checked(List<String> targets) {
    targets.stream().filter(name -> !name.equals(RAW_CHANGES)).forEach(PublishedDataset::checked);
    return List.copyOf(targets);
  }

  /** What is read, for people. */
  @Override
  public String toString() {
    return String.join(" ", targets);
  }
}
