package io.millrace.spark.batch.compact;

import io.millrace.spark.batch.ByteSize;
import io.millrace.spark.batch.dataset.PublishedDataset;
import java.time.Duration;
import java.util.List;

/**
 * What a compaction is asked for.
 *
 * @param targets names of datasets, {@value #RAW_CHANGES} and {@value #RAW_FLIGHTS}
 * @param targetBytes the size wished for of a file, at least 1 MB
 * @param grace for how long a replaced file stays for those who read it
 * @param abandonedAfter when a run that has not published is taken for dead, and its files go
 * @param closedAfter how long after its end an hour of raw changes is compacted, and how old a raw
 *     snapshot is when it is
 * @param checkpointLocation of the stream
 */
public record CompactOptions(
    List<String> targets,
    long targetBytes,
    Duration grace,
    Duration abandonedAfter,
    Duration closedAfter,
    String checkpointLocation) {

  /** The raw change archives of all domains. */
  public static final String RAW_CHANGES = "raw-changes";

  /** The raw snapshots of flights. */
  public static final String RAW_FLIGHTS = "raw-flights";

  /** Checks names and size. */
  public CompactOptions {
    targets = checked(targets);
    if (targetBytes < ByteSize.MEGABYTE) {
      throw new IllegalArgumentException(
          "--target-size is " + targetBytes + " bytes; allowed: 1MB and more");
    }
  }

  /** Names that may be asked for. */
  static List<String> checked(List<String> targets) {
    targets.stream()
        .filter(name -> !name.equals(RAW_CHANGES) && !name.equals(RAW_FLIGHTS))
        .forEach(PublishedDataset::checked);
    return List.copyOf(targets);
  }

  /** What is read, for people. */
  @Override
  public String toString() {
    return String.join(" ", targets);
  }
}
