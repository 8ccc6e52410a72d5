package io.millrace.spark.flights.batch;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * What reading tasks counted, by task. A task that is done again says the same again, so it is
 * counted once, which a sum in Spark's accumulators would not be.
 */
final class ReadingTotals
    extends AccumulatorV2<ReadingTotals.Group, Map<Integer, ReadingTotals.Group>> {

  private static final long serialVersionUID = 1L;

  private final Map<Integer, Group> groups = new HashMap<>();

  /**
   * What one task read.
   *
   * @param task its number
   * @param states that could be read
   * @param rejects by reason
   */
  record Group(int task, long states, TreeMap<String, Long> rejects) implements Serializable {}

  @Override
  public synchronized boolean isZero() {
    return groups.isEmpty();
  }

  @Override
  public synchronized ReadingTotals copy() {
    ReadingTotals copy = new ReadingTotals();
    copy.groups.putAll(groups);
    return copy;
  }

  @Override
  public synchronized void reset() {
    groups.clear();
  }

  @Override
  public synchronized void add(Group group) {
    groups.put(group.task(), group);
  }

  @Override
  public synchronized void merge(AccumulatorV2<Group, Map<Integer, Group>> other) {
    groups.putAll(other.value());
  }

  @Override
  public synchronized Map<Integer, Group> value() {
    return Map.copyOf(groups);
  }

  /** States that all tasks have read. */
  long states() {
    return value().values().stream().mapToLong(Group::states).sum();
  }

  /** What could not be read, by reason. */
  Map<String, Long> rejects() {
    Map<String, Long> all = new TreeMap<>();
    value()
        .values()
        .forEach(group -> group.rejects().forEach((why, n) -> all.merge(why, n, Long::sum)));
    return all;
  }
}
