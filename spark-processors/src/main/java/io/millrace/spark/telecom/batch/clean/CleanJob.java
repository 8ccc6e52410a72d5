package io.millrace.spark.telecom.batch.clean;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.dataset.DataFile;
import io.millrace.spark.batch.dataset.Manifest;
import io.millrace.spark.batch.dataset.PublishedDataset;
import io.millrace.spark.telecom.batch.clean.CleaningRule.Action;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.sketch.BloomFilter;

/**
 * Cleans the files of an input into a dataset, and puts the result in the place of what an earlier
 * run of the same input left there.
 *
 * <p>Lines are read twice. The first time only for their ids, to learn which of them more than one
 * line may have; the second time whole, once for rules and types alike. Lines whose id is theirs
 * alone, which are nearly all, go straight to their files and are never shuffled or sorted. Memory
 * does not grow with the input: what grows is shuffled or written.
 */
final class CleanJob {

  /** The job's name in reports, ledgers and metrics. */
  static final String NAME = "events-clean";

  private static final Duration SWEPT_AFTER = Duration.ofDays(1);
  private static final String RAW = "raw";
  private static final String EVENT = "event";

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final CleanOptions options;
  private final RunId run;
  private final ObjectStore store;
  private final PublishedDataset dataset;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final Instant began = Instant.now();

  CleanJob(SparkSession spark, CleanOptions options, RunId run) {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.options = options;
    this.run = run;
    this.store = new ObjectStore(configuration);
    this.dataset = new PublishedDataset(store, options.dataset());
    this.hadoop = context.broadcast(new SerializableConfiguration(configuration));
  }

  /**
   * Runs to the end: cleans, writes the report, publishes.
   *
   * @throws io.millrace.spark.batch.BatchException if there is nothing to clean
   */
  CleanReport run() throws IOException {
    RuleColumns.check(spark, options.rules(), options.rulesName());
    InputFiles input = InputFiles.list(options.input(), hadoop.value().value());
    Manifest seen = dataset.current();
    Pass pass = new Pass(input);
    CleanTotals totals = pass.lines(pass.repeated());
    List<DataFile> candidates = of(totals, LineWriter.CANDIDATES);
    if (!candidates.isEmpty()) {
      totals.plus(pass.candidates(candidates));
    }
    List<DataFile> files = merged(totals);
    CleanReport report =
        new CleanReport(options, run, began, Instant.now(), input, options.rules(), totals, files);
    report.store(store, dataset.folderOf(run));
    dataset.publish(seen, run, file -> file.group().equals(input.input()), files);
    tidy(totals, files);
    dataset.sweep(SWEPT_AFTER);
    return report;
  }

  private static List<DataFile> of(CleanTotals totals, String table) {
    return totals.files().stream().filter(file -> file.table().equals(table)).toList();
  }

  private List<DataFile> merged(CleanTotals totals) {
    List<DataFile> written = new ArrayList<>(of(totals, LineWriter.EVENTS));
    written.addAll(of(totals, LineWriter.QUARANTINE));
    List<FileMerger.Plan> plans =
        FileMerger.plan(written, dataset.folderOf(run), options.targetBytes());
    if (plans.isEmpty()) {
      return written;
    }
    spark.sparkContext().setJobDescription("put files together");
    Broadcast<SerializableConfiguration> configuration = hadoop;
    List<DataFile> merged =
        context
            .parallelize(plans, plans.size())
            .map(plan -> FileMerger.merge(plan, configuration.value().value()))
            .collect();
    plans.forEach(plan -> written.removeAll(plan.parts()));
    written.addAll(merged);
    return written;
  }

  /** What was only a step on the way; if this fails, a later sweep does it. */
  private void tidy(CleanTotals totals, List<DataFile> published) throws IOException {
    Set<String> needed = new HashSet<>();
    published.forEach(file -> needed.add(file.path()));
    for (DataFile file : totals.files()) {
      if (!needed.contains(file.path())) {
        store.delete(file.path());
      }
    }
  }

  /** The ways through the input. */
  private final class Pass {

    private final InputFiles input;
    private final int cores = Math.max(1, context.defaultParallelism());
    private final List<List<InputFile.Part>> tasks;
    private final Broadcast<List<InputFile>> files;

    Pass(InputFiles input) {
      this.input = input;
      this.tasks = input.tasks(cores);
      this.files = context.broadcast(input.files());
    }

    private JavaRDD<List<InputFile.Part>> tasks() {
      return context.parallelize(tasks, tasks.size());
    }

    Broadcast<BloomFilter> repeated() {
      spark.sparkContext().setJobDescription("find ids that several lines have");
      return context.broadcast(
          new RepeatedIds(hadoop, options.longestLine(), input.work(), cores).find(tasks()));
    }

    CleanTotals lines(Broadcast<BloomFilter> repeated) {
      spark.sparkContext().setJobDescription("clean lines");
      int longest = options.longestLine();
      Broadcast<SerializableConfiguration> configuration = hadoop;
      JavaRDD<InternalRow> lines =
          tasks()
              .mapPartitions(
                  parts ->
                      EventRows.ofTask(
                          parts.next(), longest, repeated.value(), configuration.value().value()));
      // Spark's own entry for rows that are its own already; the public one would make each of them
      // twice, which costs as much as parsing them.
      Dataset<Row> rows = spark.internalCreateDataFrame(lines.rdd(), LineColumn.SCHEMA, false);
      return write(RuleColumns.judge(rows, options.rules()), "a");
    }

    /** Lines of one id, brought together: the first that is right counts. */
    CleanTotals candidates(List<DataFile> written) {
      spark.sparkContext().setJobDescription("clean lines whose ids others have");
      long bytes = written.stream().mapToLong(DataFile::bytes).sum();
      int partitions = (int) Math.max(1, Math.min(1_000, bytes / (16L << 20) + 1));
      Dataset<Row> raw =
          spark
              .read()
              .schema(RuleColumns.JUDGED)
              .parquet(written.stream().map(DataFile::path).toArray(String[]::new))
              .drop(RuleColumns.BITS, RuleColumns.HASH)
              .withColumn(LineColumn.CANDIDATE.id(), lit(false));
      Column[] all =
          Arrays.stream(LineColumn.SCHEMA.fieldNames())
              .map(name -> col(name))
              .toArray(Column[]::new);
      Dataset<Row> judged =
          RuleColumns.judge(raw.withColumn(RAW, struct(all)), options.rules())
              .select(
                  col(RAW),
                  struct(RuleColumns.eventColumns()).as(EVENT),
                  col(EventField.EVENT_ID.id()),
                  col(LineColumn.FILE.id()),
                  col(LineColumn.LINE_OFFSET.id()),
                  col(RuleColumns.BITS)
                      .bitwiseAND(lit(options.rules().bits(Action.DROP, Action.QUARANTINE)))
                      .equalTo(lit(0L))
                      .as("right"))
              .repartition(partitions, col(EventField.EVENT_ID.id()));
      WindowSpec same =
          Window.partitionBy(EventField.EVENT_ID.id(), "right")
              .orderBy(LineColumn.FILE.id(), LineColumn.LINE_OFFSET.id());
      Column duplicate =
          when(
              col("right").and(row_number().over(same).gt(1)),
              when(col(EVENT).eqNullSafe(first(col(EVENT)).over(same)), lit("exact"))
                  .otherwise(lit("conflict")));
      Dataset<Row> ranked = judged.withColumn(LineColumn.DUPLICATE.id(), duplicate);
      Column[] again =
          Arrays.stream(LineColumn.SCHEMA.fieldNames())
              .map(
                  name ->
                      name.equals(LineColumn.DUPLICATE.id())
                          ? col(name)
                          : col(RAW + "." + name).as(name))
              .toArray(Column[]::new);
      return write(RuleColumns.judge(ranked.select(again), options.rules()), "b");
    }

    private CleanTotals write(Dataset<Row> judged, String name) {
      int rules = options.rules().rules().size();
      return RuleColumns.written(judged)
          .queryExecution()
          .toRdd()
          .toJavaRDD()
          .mapPartitionsWithIndex(
              new LineWriter(
                  options.rules(), files, hadoop, dataset.folderOf(run), input.input(), name),
              /* preservesPartitioning= */ false)
          .fold(new CleanTotals(rules), CleanTotals::plus);
    }
  }
}
