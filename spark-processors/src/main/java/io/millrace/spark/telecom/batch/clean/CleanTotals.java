package io.millrace.spark.telecom.batch.clean;

import io.millrace.spark.batch.dataset.DataFile;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of lines: of one task's, or of several together. */
final class CleanTotals implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int EXAMPLES = 3;

  /** Of one file, or of all. */
  static final class Counts implements Serializable {
    private static final long serialVersionUID = 1L;
    long lines;
    long bytes;
    long kept;
    long fixed;
    long quarantined;
    long dropped;

    void add(Counts other) {
      lines += other.lines;
      bytes += other.bytes;
      kept += other.kept;
      fixed += other.fixed;
      quarantined += other.quarantined;
      dropped += other.dropped;
    }
  }

  /**
   * A line that a rule met.
   *
   * @param file its number
   * @param offset where the line begins, in bytes
   * @param text its beginning
   */
  record Example(int file, long offset, String text) implements Serializable {}

  private final long[] byRule;
  private final List<List<Example>> examples = new ArrayList<>();
  private final Map<Integer, Counts> byFile = new TreeMap<>();
  private final Map<Long, Long> keptByHour = new TreeMap<>();
  private final List<DataFile> files = new ArrayList<>();

  /** Of no lines. */
  CleanTotals(int rules) {
    byRule = new long[rules];
    for (int i = 0; i < rules; i++) {
      examples.add(new ArrayList<>());
    }
  }

  Counts of(int file) {
    return byFile.computeIfAbsent(file, number -> new Counts());
  }

  void met(int rule) {
    byRule[rule]++;
  }

  boolean wantsExample(int rule) {
    return examples.get(rule).size() < EXAMPLES;
  }

  void example(int rule, Example example) {
    examples.get(rule).add(example);
  }

  void keptIn(long hour, long rows) {
    keptByHour.merge(hour, rows, Long::sum);
  }

  void add(DataFile file) {
    files.add(file);
  }

  /** Takes in those of others. */
  CleanTotals plus(CleanTotals other) {
    for (int i = 0; i < byRule.length; i++) {
      byRule[i] += other.byRule[i];
      List<Example> both = new ArrayList<>(examples.get(i));
      both.addAll(other.examples.get(i));
      both.sort(Comparator.comparingInt(Example::file).thenComparingLong(Example::offset));
      examples.set(i, new ArrayList<>(both.subList(0, Math.min(EXAMPLES, both.size()))));
    }
    other.byFile.forEach((file, counts) -> of(file).add(counts));
    other.keptByHour.forEach(this::keptIn);
    files.addAll(other.files);
    return this;
  }

  /** How often each rule counted, in their order. */
  long[] byRule() {
    return byRule.clone();
  }

  /** The first lines that a rule met. */
  List<Example> examples(int rule) {
    return List.copyOf(examples.get(rule));
  }

  /** By number of the file. */
  Map<Integer, Counts> byFile() {
    return new TreeMap<>(byFile);
  }

  /** Events kept by hours since 1970, of the event's time. */
  Map<Long, Long> keptByHour() {
    return new TreeMap<>(keptByHour);
  }

  /** What was written. */
  List<DataFile> files() {
    return List.copyOf(files);
  }

  /** Of all files. */
  Counts all() {
    Counts all = new Counts();
    byFile.values().forEach(all::add);
    return all;
  }
}
