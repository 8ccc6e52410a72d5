package io.millrace.spark.retail;

import static org.apache.spark.sql.functions.col;

import io.millrace.model.retail.RetailRule;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.RunReport;
import io.millrace.spark.config.BatchConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Cleans one file of sales and puts the result in the place of what is published: the dataset
 * {@code retail} and ClickHouse's database {@code retail}. Run again on the same file, it leaves
 * the same.
 */
final class RetailCleanJob {

  /** The job's name in reports, ledgers and metrics. */
  static final String NAME = "retail-clean";

  private static final int FIRST_ROWS = 5;
  private static final long BYTES_PER_PARTITION = 8L << 20;

  private final SparkSession spark;
  private final BatchConfig config;
  private final RunId run;
  private final PrintWriter out;
  private final Instant began = Instant.now();

  @FunctionalInterface
  private interface Writer {
    long write(ResultTable table) throws IOException;
  }

  /**
   * @param out for tables that people read
   */
  RetailCleanJob(SparkSession spark, BatchConfig config, RunId run, PrintWriter out) {
    // Settings of its own, in a session that others may use.
    this.spark = spark.newSession();
    this.config = config;
    this.run = run;
    this.out = out;
  }

  /**
   * Cleans a file.
   *
   * @param said conventions that the caller knows
   * @throws BatchException if the file cannot be read, or no row of it can be kept; then what was
   *     published before stays
   */
  RunReport run(SalesFile file, Conventions said) throws IOException {
    try {
      return clean(file, said);
    } catch (Exception e) {
      throw cause(e);
    }
  }

  private RunReport clean(SalesFile file, Conventions said) throws IOException {
    int partitions =
        config.partitions() > 0
            ? config.partitions()
            : (int)
                Math.min(
                    1 + file.bytes() / BYTES_PER_PARTITION,
                    2L * spark.sparkContext().defaultParallelism());
    spark.conf().set("spark.sql.shuffle.partitions", partitions);
    Dataset<Row> texts =
        TextFields.of(
                spark
                    .createDataFrame(records(file), TextFields.RECORDS)
                    .repartition(partitions, col(TextFields.LINE)),
                file.header())
            .persist();
    Conventions conventions = said.orElse(TypedSales.conventions(texts));
    Dataset<Row> typed = TypedSales.of(texts, conventions).persist();
    Dataset<Row> directory = ItemDirectory.of(typed).persist();
    Dataset<Row> sales = Verdicts.of(Recovery.of(typed, directory)).persist();
    try {
      introduce(texts, typed);
      return publish(file, conventions, sales, directory);
    } finally {
      List.of(texts, typed, directory, sales).forEach(Dataset::unpersist);
    }
  }

  private JavaRDD<Row> records(SalesFile file) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(
            new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
    return context
        .parallelize(List.of(0), 1)
        .flatMap(
            only -> {
              RecordReader records = file.records(hadoop.value().value());
              TaskContext.get()
                  .addTaskCompletionListener(
                      ended -> {
                        try {
                          records.close();
                        } catch (IOException e) {
                          throw new UncheckedIOException(e);
                        }
                      });
              return records.map(
                  record -> RowFactory.create(record.line(), record.text(), record.open()));
            });
  }

  private void introduce(Dataset<Row> texts, Dataset<Row> typed) {
    String[] names = new String[SalesColumn.values().length];
    for (SalesColumn column : SalesColumn.values()) {
      names[column.ordinal()] = column.column();
    }
    org.apache.spark.sql.Column[] columns = new org.apache.spark.sql.Column[names.length];
    for (int i = 0; i < names.length; i++) {
      columns[i] = col(names[i]);
    }
    out.println("First rows, as they came");
    out.println(
        TextTable.of(
            names,
            texts.orderBy(TextFields.LINE).limit(FIRST_ROWS).select(columns).collectAsList()));
    out.println("Schema");
    out.println(typed.select(columns).schema().treeString());
  }

  private RunReport publish(
      SalesFile file, Conventions conventions, Dataset<Row> sales, Dataset<Row> directory)
      throws IOException {
    RowCounts counts = RowCounts.of(sales);
    long read = counts.rows();
    Map<String, Long> dropped = counts.of(RetailRule.Action.DROP);
    if (counts.rowsKept() == 0) {
      throw new BatchException(
          "FILE is %s; none of its %d rows can be kept, by reason: %s; what was published before stays as it is"
              .formatted(file.path(), read, dropped));
    }
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    RetailPublication publication = new RetailPublication(config.clickHouse(), hadoop, run);
    Writer writer = table -> publication.write(table, table.rows(sales, directory), file.path());
    long rowsKept = writer.write(ResultTable.SALES);
    long rowsQuarantined = writer.write(ResultTable.QUARANTINE);
    long unparsed = writer.write(ResultTable.UNPARSED);
    long entries = writer.write(ResultTable.ITEMS);
    long recovered = counts.rowsRecovered();
    String dateOrder = Conventions.text(conventions.dateOrder());
    String decimalMark = Conventions.text(conventions.decimalMark());
    String separator = file.header().separator().name().toLowerCase(Locale.ROOT);
    show(sales, ResultTable.SALES.rows(sales, directory));
    RunReport report =
        new RunReport()
            .with("run", run.text())
            .with("job", NAME)
            .with("input", file.path())
            .with("began_at", began.truncatedTo(ChronoUnit.MILLIS).toString())
            .with("input_bytes", file.bytes())
            .with("separator", separator)
            .with("date_order", dateOrder)
            .with("decimal_mark", decimalMark)
            .with("ignored_columns", file.header().ignored())
            .with("rows_read", read)
            .with("rows_kept", rowsKept)
            .with("rows_kept_fixed", recovered)
            .with("rows_quarantined", rowsQuarantined)
            .with("quarantined_by", dropped)
            .with("recovered_by", counts.of(RetailRule.Action.RECOVER))
            .with("recovered_by_of_rows_kept", counts.ofRowsKept(RetailRule.Action.RECOVER))
            .with("flagged_by", counts.ofRowsKept(RetailRule.Action.FLAG))
            .with("values_unparsed", unparsed)
            .with("unparsed_by", counts.of(RetailRule.Action.SET_NULL))
            .with("directory_entries", entries)
            .with(
                "directory_conflicts",
                directory
                    .where(
                        col(ItemDirectory.ITEMS_AT_PRICE)
                            .gt(1)
                            .or(col(ItemDirectory.PRICES_OF_ITEM).gt(1)))
                    .count());
    publication.publish(
        json -> {
          json.writeStringField("input", file.path());
          json.writeNumberField("input_bytes", file.bytes());
          json.writeStringField("separator", separator);
          json.writeStringField("date_order", dateOrder);
          json.writeStringField("decimal_mark", decimalMark);
          json.writeNumberField("rows_read", read);
          json.writeNumberField("rows_kept", rowsKept);
          json.writeNumberField("rows_recovered", recovered);
          json.writeNumberField("rows_quarantined", rowsQuarantined);
          json.writeNumberField("values_unparsed", unparsed);
        });
    return report.with(
        "seconds", Math.max(1, began.until(Instant.now(), ChronoUnit.MILLIS)) / 1_000.0);
  }

  private void show(Dataset<Row> sales, Dataset<Row> kept) {
    table("Recoveries, before → after", RecoveryExamples.of(sales));
    table("Top categories by quantity", SalesFigures.topCategories(kept));
    table(
        "Mean total by payment method", SalesFigures.meanTotals(kept, SalesColumn.PAYMENT_METHOD));
    table("Mean total by location", SalesFigures.meanTotals(kept, SalesColumn.LOCATION));
    out.flush();
  }

  private void table(String title, Dataset<Row> rows) {
    out.println(title);
    out.println(TextTable.of(rows.columns(), rows.collectAsList()));
  }

  /** What a task found wrong with the file, without Spark's words around it. */
  private static RuntimeException cause(Exception failure) throws IOException {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BatchException told) {
        return told;
      }
    }
    if (failure instanceof IOException io) {
      throw io;
    }
    return failure instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException(failure);
  }
}
