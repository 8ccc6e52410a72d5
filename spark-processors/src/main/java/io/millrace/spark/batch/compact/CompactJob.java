package io.millrace.spark.batch.compact;

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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;

/**
 * Writes the small files of datasets into few of a good size, and publishes those in their place.
 * Readers see the one or the other, with the same rows.
 */
public final class CompactJob {

  /** The job's name in reports, ledgers and metrics. */
  static final String NAME = "compact";

  private final ObjectStore store;
  private final CompactOptions options;

  /** What files are. */
  enum Format {
    /** Rows. */
    PARQUET,
    /** A snapshot each, as it came. */
    SNAPSHOTS
  }

  /**
   * What is to be done for one dataset.
   *
   * @param dataset into which it goes
   * @param seen the version that was planned on
   * @param plan what to write
   * @param format of what is read
   * @param incoming raw files that the dataset takes in
   * @param left raw files that it does not take in yet
   */
  record Work(
      PublishedDataset dataset,
      Manifest seen,
      CompactionPlan plan,
      Format format,
      List<DataFile> incoming,
      int left) {}

  /** With what it is asked for. */
  public CompactJob(ObjectStore store, CompactOptions options) {
    this.store = store;
    this.options = options;
  }

  /**
   * Plans, without writing anything.
   *
   * @throws BatchException if there is no dataset of a name
   */
  List<Work> plan() throws IOException {
    List<Work> works = new ArrayList<>();
    for (String target : options.targets()) {
      if (target.equals(CompactOptions.RAW_CHANGES)) {
        for (RawChanges archive : RawChanges.all(store, options.checkpointLocation())) {
          works.add(plan(archive));
        }
      } else if (target.equals(CompactOptions.RAW_FLIGHTS)) {
        works.add(plan(new RawSnapshots(store)));
      } else {
        works.add(plan(new PublishedDataset(store, target)));
      }
    }
    return works;
  }

  private Work plan(PublishedDataset dataset) throws IOException {
    Manifest seen = dataset.current();
    if (seen.version() == 0) {
      throw new BatchException(
          "dataset is "
              + dataset.name()
              + "; nothing was published under that name; there are "
              + PublishedDataset.names(store));
    }
    CompactionPlan plan = CompactionPlan.of(seen.files(), options.targetBytes());
    return new Work(dataset, seen, plan, Format.PARQUET, List.of(), 0);
  }

  /** First the objects become files; those can be joined with others then. */
  private Work plan(RawSnapshots snapshots) throws IOException {
    Manifest seen = snapshots.dataset().current();
    List<DataFile> incoming =
        snapshots.committed(seen, options.checkpointLocation(), options.closedAfter());
    int left = snapshots.waiting(seen).size() - incoming.size();
    CompactionPlan plan =
        incoming.isEmpty()
            ? CompactionPlan.of(seen.files(), options.targetBytes())
            : CompactionPlan.of(List.of(), incoming, options.targetBytes());
    Format format = incoming.isEmpty() ? Format.PARQUET : Format.SNAPSHOTS;
    return new Work(snapshots.dataset(), seen, plan, format, incoming, Math.max(0, left));
  }

  private Work plan(RawChanges archive) throws IOException {
    Manifest seen = archive.dataset().current();
    // Before the files are listed, so that each that is taken was committed when it was seen.
    OptionalLong committed = archive.committed();
    Instant over = Instant.now().minus(options.closedAfter());
    List<DataFile> incoming = new ArrayList<>();
    int left = 0;
    for (RawChanges.RawFile raw : archive.raw(seen)) {
      if (committed.isPresent()
          && raw.batch() <= committed.getAsLong()
          && !raw.hourEnds().isAfter(over)) {
        incoming.add(raw.file());
      } else {
        left++;
      }
    }
    CompactionPlan plan = CompactionPlan.of(seen.files(), incoming, options.targetBytes());
    return new Work(archive.dataset(), seen, plan, Format.PARQUET, incoming, left);
  }

  /** Says what a run would do. */
  public RunReport dryRun() throws IOException {
    Totals totals = new Totals();
    for (Work work : plan()) {
      for (Rewrite rewrite : work.plan().rewrites()) {
        totals.add(
            label(work, rewrite), rewrite.sources().size(), rewrite.files(), rewrite.bytes());
      }
      totals.add(work);
    }
    return totals.planned(new RunReport().with("job", NAME).with("input", options.toString()));
  }

  /**
   * Plans and does it.
   *
   * @throws BatchException if what was written is not what was read, or another run has published
   */
  public RunReport run(SparkSession spark, RunId run) throws IOException {
    Instant began = Instant.now();
    Rewriter.prepare(spark);
    Totals totals = new Totals();
    for (Work work : plan()) {
      run(spark, run, work, totals);
      if (work.format() == Format.SNAPSHOTS) {
        // Now that all of it is Parquet, what several runs have taken in of a day is joined.
        run(spark, run, plan(work.dataset()), totals);
      }
    }
    double seconds = Math.max(1, began.until(Instant.now(), ChronoUnit.MILLIS)) / 1_000.0;
    return totals
        .done(
            new RunReport()
                .with("run", run.text())
                .with("job", NAME)
                .with("input", options.toString())
                .with("began_at", began.truncatedTo(ChronoUnit.MILLIS).toString()))
        .with("seconds", seconds);
  }

  private void run(SparkSession spark, RunId run, Work work, Totals totals) throws IOException {
    PublishedDataset dataset = work.dataset();
    List<Rewrite> rewrites = work.plan().rewrites();
    if (!rewrites.isEmpty()) {
      Set<DataFile> replaced = new HashSet<>();
      List<DataFile> added = new ArrayList<>();
      Rewriter rewriter = new Rewriter(spark, dataset.folderOf(run));
      List<Rewriter.Result> results =
          switch (work.format()) {
            case PARQUET -> rewriter.run(rewrites, UnaryOperator.identity());
            case SNAPSHOTS ->
                rewriter.run(rewrites, new SnapshotSource(spark), UnaryOperator.identity());
          };
      for (Rewriter.Result result : results) {
        verify(result);
        replaced.addAll(result.rewrite().sources());
        added.addAll(result.files());
        totals.add(label(work, result.rewrite()), result);
      }
      dataset.publish(
          work.seen(),
          run,
          replaced::contains,
          added,
          work.incoming().stream().map(DataFile::path).toList());
    }
    totals.add(work);
    totals.removed(dataset.removeRetired(options.grace()));
    for (String object : dataset.unpublished(Instant.now().minus(options.abandonedAfter()))) {
      store.delete(object);
      totals.removed(1);
    }
  }

  /** The manifest knew how many rows it lists, unless a raw file is among the sources. */
  private static void verify(Rewriter.Result result) {
    List<DataFile> sources = result.rewrite().sources();
    long listed = sources.stream().mapToLong(DataFile::rows).sum();
    boolean known = sources.stream().allMatch(file -> file.rows() > 0);
    if (known && listed != result.read().rows()) {
      throw new BatchException(
          result.rewrite().label()
              + " has "
              + result.read().rows()
              + " rows where the manifest says "
              + listed
              + "; nothing was replaced: write it anew from its input");
    }
  }

  private static String label(Work work, Rewrite rewrite) {
    return work.dataset().name() + " " + rewrite.label();
  }

  /** What was done or is to be done, by partition and in all. */
  private static final class Totals {

    private final Map<String, Long> filesBefore = new TreeMap<>();
    private final Map<String, Long> filesAfter = new TreeMap<>();
    private final Map<String, Long> bytesBefore = new TreeMap<>();
    private final Map<String, Long> bytesAfter = new TreeMap<>();
    private final Map<String, Long> rows = new TreeMap<>();
    private long untouched;
    private long left;
    private long removed;

    void add(String label, long before, long after, long bytes) {
      filesBefore.merge(label, before, Long::sum);
      filesAfter.merge(label, after, Long::sum);
      bytesBefore.merge(label, bytes, Long::sum);
    }

    void add(String label, Rewriter.Result result) {
      add(
          label,
          result.rewrite().sources().size(),
          result.files().size(),
          result.rewrite().bytes());
      long bytes = result.files().stream().mapToLong(DataFile::bytes).sum();
      bytesAfter.merge(label, bytes, Long::sum);
      rows.merge(label, result.read().rows(), Long::sum);
    }

    void add(Work work) {
      untouched += work.plan().untouched().size();
      left += work.left();
    }

    void removed(long objects) {
      removed += objects;
    }

    private static long sum(Map<String, Long> numbers) {
      return numbers.values().stream().mapToLong(Long::longValue).sum();
    }

    RunReport planned(RunReport report) {
      return report
          .with("files_before", sum(filesBefore))
          .with("files_planned", sum(filesAfter))
          .with("files_untouched", untouched)
          .with("raw_files_left_to_the_stream", left)
          .with("bytes_before", sum(bytesBefore))
          .with("files_before_by_partition", filesBefore)
          .with("files_planned_by_partition", filesAfter)
          .with("bytes_before_by_partition", bytesBefore);
    }

    RunReport done(RunReport report) {
      return report
          .with("rows_read", sum(rows))
          .with("rows_kept", sum(rows))
          .with("input_bytes", sum(bytesBefore))
          .with("files_before", sum(filesBefore))
          .with("files_after", sum(filesAfter))
          .with("files_untouched", untouched)
          .with("raw_files_left_to_the_stream", left)
          .with("bytes_before", sum(bytesBefore))
          .with("bytes_after", sum(bytesAfter))
          .with("objects_removed", removed)
          .with("rows_by_partition", rows)
          .with("files_before_by_partition", filesBefore)
          .with("files_after_by_partition", filesAfter)
          .with("bytes_before_by_partition", bytesBefore)
          .with("bytes_after_by_partition", bytesAfter);
    }
  }
}
