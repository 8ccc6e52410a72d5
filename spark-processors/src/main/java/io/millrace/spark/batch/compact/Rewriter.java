package io.millrace.spark.batch.compact;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.dataset.DataFile;
import io.millrace.spark.batch.dataset.RowChecksum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.objects.AssertNotNull;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import scala.collection.JavaConverters;

/**
 * Writes the rows of files into others, sorted, and reads those again: what was written must be
 * what was read, by count and by a checksum of every row. Nothing is published here.
 */
final class Rewriter {

  /** Columns behind those of the files. */
  static final String FILE = "rewrite_file";

  private static final String UNIT = "rewrite_unit";
  private static final int MOST_TASKS = 2_000;
  private static final String REBASE = "spark.sql.parquet.datetimeRebaseModeInWrite";

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final String folder;
  private final Source parquet;

  /** What is read: objects of one format. */
  interface Source {
    /** All columns that any of the objects has: none may get lost. */
    StructType schema(List<String> objects);

    /** Columns that are not null in any of the objects. */
    Set<String> required(List<String> objects);

    /** The rows, with the path of their object behind their columns, as {@link #FILE}. */
    Dataset<Row> rows(StructType schema, List<String> objects);
  }

  /**
   * What became of a rewrite.
   *
   * @param rewrite of which files
   * @param files that hold its rows now; none if no row was left
   * @param read rows of the sources, as they are written
   */
  record Result(Rewrite rewrite, List<DataFile> files, RowChecksum read) {}

  /**
   * @param folder where files are written, with a slash at its end
   */
  Rewriter(SparkSession spark, String folder) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.hadoop =
        context.broadcast(
            new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
    this.folder = folder;
    this.parquet = new ParquetSource(spark, hadoop);
  }

  /** Prepares a session: what is summed up here is a few numbers a file, not rows. */
  static void prepare(SparkSession spark) {
    spark.conf().set("spark.sql.shuffle.partitions", spark.sparkContext().defaultParallelism());
  }

  /**
   * Does the rewrites.
   *
   * @param change what becomes of the rows on their way; it keeps all columns
   * @throws BatchException if what was written is not what was read
   */
  List<Result> run(List<Rewrite> rewrites, UnaryOperator<Dataset<Row>> change) {
    return run(rewrites, parquet, change);
  }

  /**
   * Does rewrites of objects of any format.
   *
   * @param input reads the sources
   */
  List<Result> run(List<Rewrite> rewrites, Source input, UnaryOperator<Dataset<Row>> change) {
    Map<String, List<Rewrite>> tables = new TreeMap<>();
    rewrites.forEach(
        rewrite ->
            tables.computeIfAbsent(rewrite.table(), table -> new ArrayList<>()).add(rewrite));
    List<Result> results = new ArrayList<>();
    tables.values().forEach(units -> results.addAll(table(units, input, change)));
    return results;
  }

  private List<Result> table(
      List<Rewrite> units, Source input, UnaryOperator<Dataset<Row>> change) {
    List<String> sources = new ArrayList<>();
    units.forEach(unit -> unit.sources().forEach(file -> sources.add(file.path())));
    StructType schema = input.schema(sources);
    Set<String> required = input.required(sources);
    Map<String, RowChecksum> read =
        RowChecksum.by(change.apply(input.rows(schema, sources)), schema.fieldNames(), col(FILE));
    List<Written> written = new ArrayList<>();
    List<Integer> joined = new ArrayList<>();
    for (int unit = 0; unit < units.size(); unit++) {
      if (units.get(unit).files() == 1) {
        joined.add(unit);
      } else {
        written.addAll(write(schema, required, units, List.of(unit), input, change));
      }
    }
    if (!joined.isEmpty()) {
      written.addAll(write(schema, required, units, joined, input, change));
    }
    return verified(schema, units, read, written);
  }

  /** Either one rewrite into several files, or several into one each. */
  private List<Written> write(
      StructType schema,
      Set<String> required,
      List<Rewrite> units,
      List<Integer> numbers,
      Source input,
      UnaryOperator<Dataset<Row>> change) {
    List<String> sources = new ArrayList<>();
    List<Row> unitOf = new ArrayList<>();
    for (int number : numbers) {
      for (DataFile source : units.get(number).sources()) {
        sources.add(source.path());
        unitOf.add(RowFactory.create(source.path(), number));
      }
    }
    StructType mapping =
        new StructType().add(FILE, DataTypes.StringType).add(UNIT, DataTypes.IntegerType);
    Dataset<Row> rows =
        change
            .apply(input.rows(schema, sources))
            .join(broadcast(spark.createDataFrame(unitOf, mapping)), FILE);
    Column[] order = order(schema);
    int files = units.get(numbers.get(0)).files();
    Dataset<Row> sorted =
        (numbers.size() == 1 && files > 1
                ? rows.repartitionByRange(files, order)
                : rows.repartition(Math.min(MOST_TASKS, numbers.size()), col(UNIT)))
            .sortWithinPartitions(order);
    Column[] columns = new Column[schema.size() + 1];
    for (int i = 0; i < schema.size(); i++) {
      String name = schema.fieldNames()[i];
      columns[i] = required.contains(name) ? required(name) : named(name);
    }
    columns[schema.size()] = col(UNIT);
    Dataset<Row> output = sorted.select(columns);
    StructType stored = new StructType(Arrays.copyOf(output.schema().fields(), schema.size()));
    String[] folders = units.stream().map(unit -> folder + unit.folder()).toArray(String[]::new);
    // Tasks know of the session's settings only what is said this way.
    context.setLocalProperty(REBASE, spark.conf().get(REBASE));
    try {
      return output
          .queryExecution()
          .toRdd()
          .toJavaRDD()
          .mapPartitionsWithIndex(
              new UnitWriter(stored, folders, hadoop), /* preservesPartitioning= */ false)
          .collect();
    } finally {
      context.setLocalProperty(REBASE, null);
    }
  }

  private static Column named(String name) {
    return col("`" + name + "`");
  }

  /** Spark takes every column that it reads for one that may be null. */
  private static Column required(String name) {
    return new Column(
            new AssertNotNull(
                named(name).expr(),
                JavaConverters.asScalaBuffer(List.of("column " + name)).toSeq()))
        .as(name);
  }

  /** Files hold their rows by time, or in the order in which they came. */
  private static Column[] order(StructType schema) {
    List<String> names = Arrays.asList(schema.fieldNames());
    List<String> order = SortOrder.of(schema);
    List<Column> columns = new ArrayList<>();
    columns.add(col(UNIT));
    order.stream().filter(names::contains).forEach(name -> columns.add(named(name)));
    return columns.toArray(Column[]::new);
  }

  private List<Result> verified(
      StructType schema,
      List<Rewrite> units,
      Map<String, RowChecksum> read,
      List<Written> written) {
    Map<String, RowChecksum> stored =
        written.isEmpty()
            ? Map.of()
            : RowChecksum.by(
                parquet.rows(schema, written.stream().map(Written::path).toList()),
                schema.fieldNames(),
                col(FILE));
    Map<Integer, List<DataFile>> files = new HashMap<>();
    for (Written file : written) {
      Rewrite unit = units.get(file.unit());
      RowChecksum rows = stored.getOrDefault(file.path(), RowChecksum.NONE);
      files
          .computeIfAbsent(file.unit(), number -> new ArrayList<>())
          .add(
              new DataFile(
                  file.path(),
                  unit.table(),
                  unit.group(),
                  unit.partition(),
                  rows.rows(),
                  file.bytes(),
                  rows.text()));
    }
    List<Result> results = new ArrayList<>();
    for (int unit = 0; unit < units.size(); unit++) {
      RowChecksum before = RowChecksum.NONE;
      for (DataFile source : units.get(unit).sources()) {
        before = before.plus(read.getOrDefault(source.path(), RowChecksum.NONE));
      }
      RowChecksum after = RowChecksum.NONE;
      for (DataFile file : files.getOrDefault(unit, List.of())) {
        after = after.plus(stored.getOrDefault(file.path(), RowChecksum.NONE));
      }
      if (!before.equals(after)) {
        throw new BatchException(
            "%s: %d rows with checksum %s were read, and %d with %s are in what was written; nothing"
                    .formatted(
                        units.get(unit).label(),
                        before.rows(),
                        before.text(),
                        after.rows(),
                        after.text())
                + " of this run is visible: run it again, and if that does not help, see whether"
                + " something else changes the files");
      }
      results.add(
          new Result(units.get(unit), List.copyOf(files.getOrDefault(unit, List.of())), before));
    }
    return results;
  }
}
