package io.millrace.spark.batch.compact;

import io.millrace.model.flights.RawSnapshotName;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.dataset.DataFile;
import io.millrace.spark.batch.dataset.Manifest;
import io.millrace.spark.batch.dataset.PublishedDataset;
import io.millrace.spark.flights.RawSnapshotsQuery;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/**
 * The snapshots as they came: an object each, as the stream writes them, and the dataset {@value
 * #DATASET} into which they are compacted, one row each. An object that the dataset has taken in is
 * named among its manifest's retired ones until it is removed.
 */
public final class RawSnapshots {

  /** The dataset's name. */
  public static final String DATASET = "raw_flights";

  private static final String TABLE = "snapshots";
  private static final String FOLDER = RawSnapshotsQuery.FOLDER + "/";
  private static final MessageType NAMES =
      Types.buildMessage()
          .required(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("name")
          .required(PrimitiveTypeName.INT64)
          .named("kept_bytes")
          .named("names");
  private static final MessageType BODY =
      Types.buildMessage()
          .required(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("name")
          .required(PrimitiveTypeName.BINARY)
          .named("body")
          .named("body");

  private final ObjectStore store;
  private final PublishedDataset dataset;

  /**
   * A snapshot in the dataset.
   *
   * @param path of the object that it was
   * @param bytes of that object
   * @param file that holds it now
   */
  public record Archived(String path, long bytes, String file) {}

  /** What is there, for one look at it. */
  public record View(List<Archived> archived, Set<String> taken) {}

  /** In a store. */
  public RawSnapshots(ObjectStore store) {
    this.store = store;
    this.dataset = new PublishedDataset(store, DATASET);
  }

  PublishedDataset dataset() {
    return dataset;
  }

  /**
   * What the dataset has of the objects that a pattern matches, and the objects that are to be
   * passed over in a listing made after this, since it has them.
   */
  public View matching(String glob) throws IOException {
    Manifest manifest = dataset.current();
    Set<String> taken = new HashSet<>();
    manifest.retired().forEach(file -> taken.add(file.path()));
    GlobPattern pattern = new GlobPattern(glob);
    List<Archived> archived = new ArrayList<>();
    for (DataFile file : manifest.files()) {
      try (ParquetReader<Group> reader = store.parquet(file.path(), NAMES, FilterCompat.NOOP)) {
        for (Group row = reader.read(); row != null; row = reader.read()) {
          String path = FOLDER + row.getString("name", 0);
          if (pattern.matches(path)) {
            archived.add(new Archived(path, row.getLong("kept_bytes", 0), file.path()));
          }
        }
      }
    }
    return new View(archived, taken);
  }

  /** What a snapshot in the dataset holds, decompressed. */
  public static InputStream open(ObjectStore store, String file, String name) throws IOException {
    FilterCompat.Filter filter =
        FilterCompat.get(FilterApi.eq(FilterApi.binaryColumn("name"), Binary.fromString(name)));
    try (ParquetReader<Group> reader = store.parquet(file, BODY, filter)) {
      Group row = reader.read();
      if (row == null) {
        throw new IOException(file + " does not hold the snapshot " + name);
      }
      return new ByteArrayInputStream(row.getBinary("body", 0).getBytes());
    }
  }

  /**
   * The objects that can be taken in: of a name that says what they are, not written since the
   * newest micro-batch that the stream has committed, and of some age. What was written before that
   * commit is of it or of an earlier one, and those are never written again.
   */
  List<DataFile> committed(Manifest seen, String checkpointLocation, Duration age)
      throws IOException {
    // Before the objects are listed.
    Optional<Long> commit =
        store.list(checkpointLocation + "/" + RawSnapshotsQuery.NAME + "/commits/").stream()
            .map(FileStatus::getModificationTime)
            .max(Long::compare);
    long newest = Math.min(commit.orElse(Long.MIN_VALUE), Instant.now().minus(age).toEpochMilli());
    List<DataFile> objects = new ArrayList<>();
    for (FileStatus object : waiting(seen)) {
      Optional<RawSnapshotName> name = RawSnapshotName.parse(object.getPath().getName());
      if (name.isPresent() && object.getModificationTime() < newest) {
        String day = "date=" + LocalDate.ofInstant(name.get().observedAt(), ZoneOffset.UTC);
        objects.add(
            new DataFile(object.getPath().toString(), TABLE, day, day, 1, object.getLen(), ""));
      }
    }
    return objects;
  }

  /** Objects that the dataset has not taken in. */
  List<FileStatus> waiting(Manifest seen) throws IOException {
    Set<String> taken = new HashSet<>();
    seen.retired().forEach(file -> taken.add(file.path()));
    return store.list(FOLDER).stream()
        .filter(object -> !taken.contains(object.getPath().toString()))
        .toList();
  }
}
