package io.millrace.spark.batch.compact;

import java.time.Duration;
import java.util.List;

/**
 * What an erasure is asked for.
 *
 * @param subscriber who is forgotten
 * @param targets names of datasets, and {@code raw-changes}; none: everything
 * @param grace for how long files with him stay for those who read them
 * @param abandonedAfter when a run that has not published is taken for dead, and its files go
 * @param checkpointLocation of the stream
 */
record EraseOptions(
    Subscriber subscriber,
    List<String> targets,
    Duration grace,
    Duration abandonedAfter,
    String checkpointLocation) {

  /** Checks the names. */
  EraseOptions {
    targets = CompactOptions.checked(targets);
  }

  /** What is read, for people; says not who it is. */
  @Override
  public String toString() {
    return subscriber + " in " + (targets.isEmpty() ? "everything" : String.join(" ", targets));
  }
}
