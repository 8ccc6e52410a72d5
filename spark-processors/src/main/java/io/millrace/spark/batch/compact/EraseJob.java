package io.millrace.spark.batch.compact;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.millrace.model.Domain;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.RunReport;
import io.millrace.spark.batch.dataset.DataFile;
import io.millrace.spark.batch.dataset.Manifest;
import io.millrace.spark.batch.dataset.PublishedDataset;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Forgets a subscriber: writes the files that name him anew without him, publishes those, removes
 * the old ones, and looks at everything again.
 */
final class EraseJob {

  /** The job's name in reports, ledgers and metrics. */
  static final String NAME = "erase";

  private final SparkSession spark;
  private final ObjectStore store;
  private final EraseOptions options;
  private final RunId run;
  private final Erasure erasure;
  private final Map<String, Long> rewritten = new TreeMap<>();
  private long named;
  private long read;
  private long kept;
  private long bytes;
  private long objectsRemoved;
  private long filesSeen;

  /** What a file says of him: of all its rows, how many name him. */
  private record Hits(long rows, long named) {}

  /** Where to look: a dataset, and the raw files that belong to it if there are any. */
  private record Target(PublishedDataset dataset, Optional<RawChanges> archive) {}

  EraseJob(SparkSession spark, EraseOptions options, RunId run) {
    this.spark = spark;
    this.store = new ObjectStore(spark.sparkContext().hadoopConfiguration());
    this.options = options;
    this.run = run;
    this.erasure = new Erasure(options.subscriber());
  }

  /**
   * Does it.
   *
   * @throws BatchException if a file still names him, with what to do
   */
  RunReport run() throws IOException {
    Instant began = Instant.now();
    Rewriter.prepare(spark);
    List<String> still = new ArrayList<>();
    for (Target target : targets()) {
      erase(target);
      still.addAll(verify(target));
    }
    if (!still.isEmpty()) {
      throw new BatchException(
          still.size()
              + " files still name subscriber "
              + options.subscriber()
              + ", such as "
              + still.get(0)
              + ": a run that has not published yet wrote them, or a micro-batch that the stream has"
              + " not committed; everything else is done: run it again when those have ended");
    }
    double seconds = Math.max(1, began.until(Instant.now(), ChronoUnit.MILLIS)) / 1_000.0;
    return new RunReport()
        .with("run", run.text())
        .with("job", NAME)
        .with("input", options.toString())
        .with("began_at", began.truncatedTo(ChronoUnit.MILLIS).toString())
        .with("files_searched", filesSeen)
        .with("rows_naming_the_subscriber", named)
        .with("rows_removed", read - kept)
        .with("counterparties_nulled", named - (read - kept))
        .with("rows_read", read)
        .with("rows_kept", kept)
        .with("input_bytes", bytes)
        .with("objects_removed", objectsRemoved)
        .with("files_rewritten_by_partition", rewritten)
        .with("seconds", seconds);
  }

  private List<Target> targets() throws IOException {
    Map<String, Target> archives = new TreeMap<>();
    for (Domain domain : Domain.values()) {
      if (hasSubscribers(domain)) {
        RawChanges archive =
            new RawChanges(
                store, options.checkpointLocation(), domain, RawChanges.archived(domain));
        archives.put(archive.dataset().name(), new Target(archive.dataset(), Optional.of(archive)));
      }
    }
    Collection<String> there = PublishedDataset.names(store);
    Map<String, Target> targets = new TreeMap<>();
    Collection<String> wanted = options.targets().isEmpty() ? there : options.targets();
    for (String name : wanted) {
      if (name.equals(CompactOptions.RAW_CHANGES)) {
        targets.putAll(archives);
        continue;
      }
      if (!there.contains(name) && !archives.containsKey(name)) {
        throw new BatchException(
            "--dataset is " + name + "; allowed: " + CompactOptions.RAW_CHANGES + ", " + there);
      }
      Target dataset = new Target(new PublishedDataset(store, name), Optional.empty());
      targets.put(name, archives.getOrDefault(name, dataset));
    }
    if (options.targets().isEmpty()) {
      targets.putAll(archives);
    }
    return List.copyOf(targets.values());
  }

  private static boolean hasSubscribers(Domain domain) {
    return switch (domain) {
      case TELECOM -> true;
      case OPENSKY -> false;
    };
  }

  private void erase(Target target) throws IOException {
    PublishedDataset dataset = target.dataset();
    Manifest seen = dataset.current();
    Map<String, List<DataFile>> tables = new TreeMap<>();
    for (DataFile file : seen.files()) {
      tables.computeIfAbsent(file.table(), table -> new ArrayList<>()).add(file);
    }
    Set<String> raw = new HashSet<>();
    if (target.archive().isPresent()) {
      RawChanges archive = target.archive().get();
      // What the stream may write again is left; verify() finds it if he is in it.
      long committed = archive.committed().orElse(-1);
      for (RawChanges.RawFile file : archive.raw(seen)) {
        if (file.batch() <= committed) {
          raw.add(file.file().path());
          tables.computeIfAbsent(RawChanges.TABLE, table -> new ArrayList<>()).add(file.file());
        }
      }
    }
    List<Rewrite> rewrites = new ArrayList<>();
    Map<String, Hits> hits = new HashMap<>();
    for (List<DataFile> files : tables.values()) {
      Map<String, Hits> found = search(files.stream().map(DataFile::path).toList());
      for (DataFile file : files) {
        if (found.containsKey(file.path())) {
          rewrites.add(new Rewrite(file.table(), file.group(), file.partition(), List.of(file), 1));
        }
      }
      hits.putAll(found);
    }
    if (!rewrites.isEmpty()) {
      publish(dataset, seen, raw, rewrites, hits);
    }
    objectsRemoved += dataset.removeRetired(options.grace());
    for (String object : dataset.unpublished(Instant.now().minus(options.abandonedAfter()))) {
      store.delete(object);
      objectsRemoved++;
    }
  }

  private void publish(
      PublishedDataset dataset,
      Manifest seen,
      Set<String> raw,
      List<Rewrite> rewrites,
      Map<String, Hits> hits)
      throws IOException {
    Set<DataFile> replaced = new HashSet<>();
    List<DataFile> added = new ArrayList<>();
    List<String> absorbed = new ArrayList<>();
    for (Rewriter.Result result :
        new Rewriter(spark, dataset.folderOf(run)).run(rewrites, erasure::apply)) {
      DataFile source = result.rewrite().sources().get(0);
      Hits found = hits.getOrDefault(source.path(), new Hits(0, 0));
      named += found.named();
      read += found.rows();
      kept += result.read().rows();
      bytes += source.bytes();
      rewritten.merge(dataset.name() + " " + result.rewrite().label(), 1L, Long::sum);
      added.addAll(result.files());
      if (raw.contains(source.path())) {
        absorbed.add(source.path());
      } else {
        replaced.add(source);
      }
    }
    dataset.publish(seen, run, replaced::contains, added, absorbed);
  }

  /** Looks at every file that is there, published or not. */
  private List<String> verify(Target target) throws IOException {
    Manifest now = target.dataset().current();
    Map<String, List<String>> tables = new TreeMap<>();
    for (DataFile file : now.files()) {
      tables.computeIfAbsent(file.table(), table -> new ArrayList<>()).add(file.path());
    }
    List<String> still = new ArrayList<>();
    for (List<String> files : tables.values()) {
      still.addAll(search(files).keySet());
    }
    if (target.archive().isPresent()) {
      List<RawChanges.RawFile> raw = target.archive().get().raw(now);
      still.addAll(search(raw.stream().map(file -> file.file().path()).toList()).keySet());
    }
    // Their tables are not known, so neither is a schema that several share.
    for (String file : target.dataset().unpublished(Instant.now())) {
      if (file.endsWith(".parquet")) {
        still.addAll(search(List.of(file)).keySet());
      }
    }
    return still;
  }

  /** The files that name him, of one table. */
  private Map<String, Hits> search(List<String> files) {
    Map<String, Hits> hits = new HashMap<>();
    if (files.isEmpty()) {
      return hits;
    }
    filesSeen += files.size();
    Dataset<Row> rows =
        spark.read().option("mergeSchema", "true").parquet(files.toArray(String[]::new));
    Dataset<Row> counted =
        rows.select(
                col("_metadata.file_path").as(Rewriter.FILE),
                erasure.names(rows.schema()).as("named"))
            .groupBy(Rewriter.FILE)
            .agg(count(lit(1)), sum(when(col("named"), 1L).otherwise(0L)));
    for (Row file : counted.collectAsList()) {
      if (file.getLong(2) > 0) {
        hits.put(file.getString(0), new Hits(file.getLong(1), file.getLong(2)));
      }
    }
    return hits;
  }
}
