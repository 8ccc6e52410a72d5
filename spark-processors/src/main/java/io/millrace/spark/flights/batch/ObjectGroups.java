package io.millrace.spark.flights.batch;

import java.util.ArrayList;
import java.util.List;

/**
 * Objects put together for tasks, neighbours in the order of arrival side by side.
 *
 * @param groups what a task reads, one after another
 * @param shufflePartitions into how many parts to shuffle what comes out of them
 */
record ObjectGroups(List<List<InputObject>> groups, int shufflePartitions) {

  private static final int TASKS_PER_CORE = 4;
  private static final int MOST_OBJECTS = 1_000;
  private static final long FEWEST_BYTES = 1L << 20;
  private static final long MOST_BYTES = 32L << 20;

  /** Compressed, about a million states, which are some 200 MB as Spark sorts them. */
  private static final long SHUFFLED_BYTES = 32L << 20;

  private static final int MOST_PARTITIONS = 2_000;

  /**
   * Groups of some MB each, so that all cores have several.
   *
   * @param cores how many tasks run at a time
   */
  static ObjectGroups of(List<InputObject> objects, int cores) {
    long all = objects.stream().mapToLong(InputObject::bytes).sum();
    long bytes =
        Math.min(MOST_BYTES, Math.max(FEWEST_BYTES, all / ((long) TASKS_PER_CORE * cores)));
    List<List<InputObject>> groups = new ArrayList<>();
    ArrayList<InputObject> group = new ArrayList<>();
    long size = 0;
    for (InputObject object : objects) {
      group.add(object);
      size += object.bytes();
      if (size >= bytes || group.size() == MOST_OBJECTS) {
        groups.add(group);
        group = new ArrayList<>();
        size = 0;
      }
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    long partitions = Math.max((long) TASKS_PER_CORE * cores, all / SHUFFLED_BYTES + 1);
    return new ObjectGroups(groups, (int) Math.min(MOST_PARTITIONS, partitions));
  }
}
