package io.millrace.spark.batch.compact;

import io.millrace.spark.batch.dataset.DataFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which files are to be written anew, and into how many, so that all are of about one size.
 *
 * <p>Files of different groups stay apart, since a group is what the job that wrote it replaces as
 * a whole. Among those of a partition and group, the ones smaller than half the size wished for are
 * joined, once there are two of them, and those larger than twice of it are split; the others are
 * left alone. So a plan made of its own result is empty.
 *
 * @param rewrites what is to be done
 * @param untouched files that stay as they are
 */
record CompactionPlan(List<Rewrite> rewrites, List<DataFile> untouched) {

  private static final int SMALL = 2;
  private static final int LARGE = 2;

  private record Place(String table, String partition, String group) {
    String key() {
      return table + "\0" + partition + "\0" + group;
    }
  }

  /** Copies the lists. */
  CompactionPlan {
    rewrites = List.copyOf(rewrites);
    untouched = List.copyOf(untouched);
  }

  /**
   * Of files that nobody demands to be rewritten.
   *
   * @param targetBytes the size wished for, as files are stored
   */
  static CompactionPlan of(List<DataFile> files, long targetBytes) {
    return of(files, List.of(), targetBytes);
  }

  /**
   * @param files of the dataset
   * @param incoming files that must become part of it, each in its table, partition and group
   * @param targetBytes the size wished for, as files are stored
   */
  static CompactionPlan of(List<DataFile> files, List<DataFile> incoming, long targetBytes) {
    Map<String, List<DataFile>> places = new TreeMap<>();
    for (DataFile file : files) {
      places.computeIfAbsent(place(file).key(), key -> new ArrayList<>()).add(file);
    }
    Map<String, List<DataFile>> coming = new TreeMap<>();
    for (DataFile file : incoming) {
      String key = place(file).key();
      places.computeIfAbsent(key, unused -> new ArrayList<>());
      coming.computeIfAbsent(key, unused -> new ArrayList<>()).add(file);
    }
    List<Rewrite> rewrites = new ArrayList<>();
    List<DataFile> untouched = new ArrayList<>();
    places.forEach(
        (key, there) -> {
          List<DataFile> sources = new ArrayList<>(coming.getOrDefault(key, List.of()));
          List<DataFile> small = there.stream().filter(file -> isSmall(file, targetBytes)).toList();
          if (small.size() + sources.size() > 1) {
            sources.addAll(small);
          }
          there.stream().filter(file -> isLarge(file, targetBytes)).forEach(sources::add);
          there.stream().filter(file -> !sources.contains(file)).forEach(untouched::add);
          if (!sources.isEmpty()) {
            rewrites.add(rewrite(sources, targetBytes));
          }
        });
    return new CompactionPlan(rewrites, untouched);
  }

  private static Place place(DataFile file) {
    return new Place(file.table(), file.partition(), file.group());
  }

  private static boolean isSmall(DataFile file, long targetBytes) {
    return file.bytes() < targetBytes / SMALL;
  }

  private static boolean isLarge(DataFile file, long targetBytes) {
    return file.bytes() > targetBytes * LARGE;
  }

  private static Rewrite rewrite(List<DataFile> sources, long targetBytes) {
    DataFile first = sources.get(0);
    long bytes = sources.stream().mapToLong(DataFile::bytes).sum();
    int files = (int) Math.max(1, Math.round((double) bytes / targetBytes));
    return new Rewrite(first.table(), first.group(), first.partition(), sources, files);
  }

  /** How many files are read. */
  int filesBefore() {
    return rewrites.stream().mapToInt(rewrite -> rewrite.sources().size()).sum();
  }

  /** How many are to be written. */
  int filesAfter() {
    return rewrites.stream().mapToInt(Rewrite::files).sum();
  }

  /** How many bytes are read. */
  long bytesBefore() {
    return rewrites.stream().mapToLong(Rewrite::bytes).sum();
  }
}
