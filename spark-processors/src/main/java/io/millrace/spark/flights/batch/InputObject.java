package io.millrace.spark.flights.batch;

import io.millrace.model.Buckets;
import io.millrace.model.flights.RawSnapshotName;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.compact.RawSnapshots;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * An object of snapshots.
 *
 * @param path of the object, with its bucket
 * @param name its path below the folder that the pattern names before its first wildcard
 * @param bytes as they are stored
 * @param ordinal its place in the order of arrival, from 0
 * @param run states are judged beside those of their run
 * @param source as the rows name it
 * @param hadRejects whether an earlier run kept rejects of it
 * @param file the Parquet file that holds it now, if it was compacted; empty otherwise
 */
record InputObject(
    String path,
    String name,
    long bytes,
    int ordinal,
    String run,
    String source,
    boolean hadRejects,
    String file)
    implements Serializable {

  private static final String REJECTS = "s3a://" + Buckets.PROCESSED_DATA + "/flights_rejects/";
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{\\\\]");

  /** An object that is there. */
  InputObject(
      String path,
      String name,
      long bytes,
      int ordinal,
      String run,
      String source,
      boolean hadRejects) {
    this(path, name, bytes, ordinal, run, source, hadRejects, "");
  }

  /** What the listing says of an object, or the file that holds it now. */
  private record Listed(
      String path, long bytes, String file, String name, Optional<RawSnapshotName> meaning) {

    long snapshotId() {
      // Those of other names come after all that the platform has named.
      return meaning.map(RawSnapshotName::snapshotId).orElse(Long.MAX_VALUE);
    }
  }

  /**
   * The objects that a pattern matches, in order of arrival.
   *
   * @throws io.millrace.spark.batch.BatchException if there is none
   * @throws IOException if the rejects cannot be listed
   */
  static List<InputObject> list(ObjectStore store, String glob) throws IOException {
    String folder = folder(glob);
    List<Listed> listed = new ArrayList<>();
    // The manifest before the objects, so that each snapshot is found once.
    RawSnapshots.View compacted = new RawSnapshots(store).matching(glob);
    for (RawSnapshots.Archived object : compacted.archived()) {
      listed.add(listed(object.path(), object.bytes(), object.file(), folder));
    }
    for (FileStatus status : listed.isEmpty() ? store.matching(glob) : store.found(glob)) {
      String path = status.getPath().toString();
      if (!compacted.taken().contains(path)) {
        listed.add(listed(path, status.getLen(), "", folder));
      }
    }
    listed.sort(Comparator.comparingLong(Listed::snapshotId).thenComparing(Listed::name));
    Set<String> rejects = new HashSet<>(store.below(REJECTS));
    List<InputObject> objects = new ArrayList<>();
    for (Listed object : listed) {
      objects.add(
          new InputObject(
              object.path(),
              object.name(),
              object.bytes(),
              objects.size(),
              object.meaning().map(RawSnapshotName::run).orElse(object.name()),
              object.meaning().map(RawSnapshotName::source).orElse("file:" + object.name()),
              rejects.contains(rejects(object.name())),
              object.file()));
    }
    return objects;
  }

  private static Listed listed(String path, long bytes, String file, String folder) {
    String own = new Path(path).getName();
    String name = path.startsWith(folder) ? path.substring(folder.length()) : own;
    return new Listed(path, bytes, file, name, RawSnapshotName.parse(own));
  }

  /** Where its rejects are kept. */
  String rejects() {
    return rejects(name);
  }

  /** The folder of a pattern, before its first wildcard, with the slash at its end. */
  static String folder(String glob) {
    Matcher wildcard = WILDCARD.matcher(glob);
    String fixed = wildcard.find() ? glob.substring(0, wildcard.start()) : glob;
    return fixed.substring(0, fixed.lastIndexOf('/') + 1);
  }

  private static String rejects(String name) {
    return REJECTS + name + ".jsonl";
  }
}
