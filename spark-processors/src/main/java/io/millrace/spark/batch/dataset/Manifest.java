package io.millrace.spark.batch.dataset;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which files make up a dataset. One object of the store holds it, so that a reader sees either all
 * that a run has published or nothing of it.
 *
 * @param dataset its name
 * @param version rises by one with each that is published, from 1
 * @param run that published it
 * @param publishedAt when
 * @param files that make up the dataset now
 * @param retired files of earlier versions, which readers of those may still have open
 */
public record Manifest(
    String dataset,
    long version,
    String run,
    String publishedAt,
    List<DataFile> files,
    List<Retired> retired) {

  /**
   * A file that is no longer part of the dataset.
   *
   * @param path of it
   * @param since when it was taken out
   */
  public record Retired(String path, String since) {}

  /** Copies the lists. */
  public Manifest {
    files = List.copyOf(files);
    retired = List.copyOf(retired);
  }

  /** Of a dataset to which nothing was ever published. */
  static Manifest none(String dataset) {
    return new Manifest(dataset, 0, "", Instant.EPOCH.toString(), List.of(), List.of());
  }

  /** The files of a table. */
  public List<DataFile> of(String table) {
    return files.stream().filter(file -> file.table().equals(table)).toList();
  }

  /** How many rows a table has. */
  public long rows(String table) {
    return of(table).stream().mapToLong(DataFile::rows).sum();
  }

  /**
   * The next version: without the files that are replaced, and with the new ones. A file that was
   * taken out and is put in again, by a run that was tried twice, is not retired.
   *
   * @param absorbed objects that never were of the dataset and whose rows the new files hold
   */
  Manifest next(
      String run,
      Instant now,
      Predicate<DataFile> replaced,
      List<DataFile> added,
      Collection<String> absorbed) {
    Set<String> names = new HashSet<>();
    added.forEach(file -> names.add(file.path()));
    List<DataFile> kept = new ArrayList<>();
    List<Retired> out = new ArrayList<>();
    for (Retired earlier : retired) {
      if (!names.contains(earlier.path())) {
        out.add(earlier);
      }
    }
    for (DataFile file : files) {
      if (names.contains(file.path())) {
        continue;
      }
      if (replaced.test(file)) {
        out.add(new Retired(file.path(), now.toString()));
      } else {
        kept.add(file);
      }
    }
    absorbed.forEach(object -> out.add(new Retired(object, now.toString())));
    kept.addAll(added);
    return new Manifest(dataset, version + 1, run, now.toString(), kept, out);
  }

  /**
   * The files of an earlier version as the next one of this, which is undone. Objects that were
   * absorbed in between hold their rows again, and those given back in between do not.
   *
   * @param run that restores it
   * @param folder below which all files of the dataset are
   */
  Manifest back(Manifest earlier, String run, Instant now, String folder) {
    Set<String> again = new HashSet<>();
    earlier.files.forEach(file -> again.add(file.path()));
    List<Retired> still = new ArrayList<>();
    retired.stream().filter(file -> file.path().startsWith(folder)).forEach(still::add);
    // What it had absorbed, and no more: later ones may have taken in others, or given these back.
    earlier.retired.stream().filter(file -> !file.path().startsWith(folder)).forEach(still::add);
    return new Manifest(dataset, version, this.run, publishedAt, files, still)
        .next(run, now, file -> !again.contains(file.path()), earlier.files, List.of());
  }

  /** Whether it can be read only while an object is there. */
  boolean needs(String object, String folder) {
    return files.stream().anyMatch(file -> file.path().equals(object))
        // Absorbed by a later version: in this one, readers find its rows in the object itself.
        || (!object.startsWith(folder) && !retires(object));
  }

  private boolean retires(String object) {
    return retired.stream().anyMatch(file -> file.path().equals(object));
  }

  /** The same without the retired files that are gone. */
  Manifest without(Set<String> gone) {
    return new Manifest(
        dataset,
        version,
        run,
        publishedAt,
        files,
        retired.stream().filter(file -> !gone.contains(file.path())).toList());
  }
}
