package io.millrace.spark.batch.compact;

import io.millrace.model.Domain;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.dataset.DataFile;
import io.millrace.spark.batch.dataset.Manifest;
import io.millrace.spark.batch.dataset.PublishedDataset;
import io.millrace.spark.query.RawChangesQuery;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;

/**
 * The archive of a table's change events: the small files that the stream writes, and the dataset
 * {@code changes/DATABASE/TABLE} into which they are compacted.
 *
 * <p>A record is in exactly one of the two: a raw file that the dataset has taken in is named among
 * the manifest's retired ones, until it is removed. So the whole archive is the manifest's files
 * and, of the raw folder as it is listed <em>after</em> the manifest was read, the files that the
 * manifest does not retire.
 */
public final class RawChanges {

  /** The dataset's one table. */
  static final String TABLE = "changes";

  private static final Pattern NAME =
      Pattern.compile(
          ".*/(date=([0-9]{4}-[0-9]{2}-[0-9]{2})/hour=([0-9]{2}))/batch=([0-9]+)/[^/]+\\.parquet");

  private final ObjectStore store;
  private final String folder;
  private final String commits;
  private final PublishedDataset dataset;

  /**
   * A file of the raw folder.
   *
   * @param file as the dataset would have it, with 0 rows
   * @param hourEnds when the hour of its commits is over
   * @param batch the number of the micro-batch that wrote it
   */
  record RawFile(DataFile file, Instant hourEnds, long batch) {}

  /**
   * @param checkpointLocation of the stream, where it says which micro-batches it has done
   * @param table of the domain
   */
  public RawChanges(ObjectStore store, String checkpointLocation, Domain domain, String table) {
    this.store = store;
    this.folder = RawChangesQuery.folder(domain.database(), table) + "/";
    this.commits = checkpointLocation + "/" + RawChangesQuery.name(domain) + "/commits/";
    this.dataset = new PublishedDataset(store, "changes/" + domain.database() + "/" + table);
  }

  /** The archives of all domains. */
  static List<RawChanges> all(ObjectStore store, String checkpointLocation) {
    List<RawChanges> archives = new ArrayList<>();
    for (Domain domain : Domain.values()) {
      archives.add(new RawChanges(store, checkpointLocation, domain, archived(domain)));
    }
    return archives;
  }

  /** The table of a domain whose changes are archived. */
  static String archived(Domain domain) {
    return switch (domain) {
      case TELECOM -> "telecom_events";
      case OPENSKY -> "processed_flights";
    };
  }

  PublishedDataset dataset() {
    return dataset;
  }

  String folder() {
    return folder;
  }

  /** The paths of all files that hold the archive now, each record once. */
  public List<String> files() throws IOException {
    Manifest manifest = dataset.current();
    List<String> files = new ArrayList<>();
    manifest.files().forEach(file -> files.add(file.path()));
    raw(manifest).forEach(file -> files.add(file.file().path()));
    return files;
  }

  /** The raw files that the dataset has not taken in; listed after its manifest was read. */
  List<RawFile> raw(Manifest manifest) throws IOException {
    Set<String> taken = new HashSet<>();
    manifest.retired().forEach(file -> taken.add(file.path()));
    List<RawFile> files = new ArrayList<>();
    for (FileStatus status : store.list(folder)) {
      String path = status.getPath().toString();
      // Names with an underscore or a dot are a committer's own business.
      boolean hidden = path.substring(folder.length()).matches("([^/]*/)*[_.].*");
      if (path.endsWith(".parquet") && !hidden && !taken.contains(path)) {
        files.add(parse(path, status.getLen()));
      }
    }
    return files;
  }

  /**
   * The number of the newest micro-batch that the stream will never write again: what it has
   * committed it does not replay. Empty if its checkpoint does not say.
   */
  OptionalLong committed() throws IOException {
    return store.below(commits).stream()
        .map(object -> object.substring(object.lastIndexOf('/') + 1))
        .filter(name -> name.matches("[0-9]{1,18}"))
        .mapToLong(Long::parseLong)
        .max();
  }

  /** What the name of a raw file says; one of another form is of a batch that never ends. */
  static RawFile parse(String path, long bytes) {
    Matcher parts = NAME.matcher(path);
    if (parts.matches()) {
      try {
        Instant ends =
            LocalDate.parse(parts.group(2))
                .atTime(LocalTime.of(Integer.parseInt(parts.group(3)), 0))
                .toInstant(ZoneOffset.UTC)
                .plus(1, ChronoUnit.HOURS);
        return new RawFile(file(path, parts.group(1), bytes), ends, Long.parseLong(parts.group(4)));
      } catch (DateTimeException | NumberFormatException e) {
        // No such day or hour: somebody else's name.
      }
    }
    return new RawFile(file(path, "", bytes), Instant.MAX, Long.MAX_VALUE);
  }

  private static DataFile file(String path, String hour, long bytes) {
    return new DataFile(path, TABLE, hour, hour, 0, bytes, "");
  }
}
