package io.millrace.spark.retail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.BatchStack;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.SharedBatchStack;
import io.millrace.spark.batch.dataset.DataFile;
import io.millrace.spark.batch.dataset.PublishedDataset;
import io.millrace.spark.config.BatchConfig;
import io.millrace.spark.config.SparkSessions;
import io.millrace.spark.retail.Conventions.DateOrder;
import io.millrace.spark.retail.Conventions.SerialDates;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedBatchStack.class)
class RetailCleanIT {

  private static final Path PLANTED = Path.of("src/test/resources/retail/planted.csv");
  private static final String SALE =
      "concat_ws('|', toString(line), transaction_id, category, ifNull(item, '-'),"
          + " toString(price_per_unit), toString(quantity), toString(total_spent),"
          + " ifNull(payment_method, '-'), ifNull(location, '-'),"
          + " ifNull(toString(transaction_date), '-'), ifNull(day_of_week, '-'),"
          + " ifNull(transaction_month, '-'), ifNull(toString(discount_applied), '-'),"
          + " toString(recovered), toString(flags))";

  private static final StructType TEXTS = texts();

  @TempDir static Path folder;

  private static SparkSession spark;

  @BeforeAll
  static void start(BatchStack stack) {
    spark = SparkSessions.forBatch("test", stack.config().master(), stack.config().s3(), false);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void keepsRecoversFlagsAndDropsWhatWasPlanted(BatchStack stack) throws Exception {
    ChildProcess process =
        stack.java(
            "retail-clean",
            "io.millrace.spark.batch.BatchApplication",
            List.of("retail-clean", PLANTED.toAbsolutePath().toString()),
            Map.of("MILLRACE_BATCH_PARTITIONS", "1"));
    process.onExit().get(180, TimeUnit.SECONDS);
    String said = Files.readString(process.logFile());
    assertThat(process.exitCode()).as(said).hasValue(0);

    assertThat(stack.texts("SELECT " + SALE + " FROM retail.sales ORDER BY line"))
        .containsExactly(
            "2|T1|Food|Apple|1.5|2|3|Cash|Online|2024-04-08|Monday|2024-04|true|[]|[]",
            "3|T2|Food|Apple|1.5|4|6|Cash|Online|2024-04-13|Saturday|2024-04|true|[]|[]",
            "4|T3|Food|Apple|1.5|3|4.5|Card|In-store|2024-08-04|Sunday|2024-08|false"
                + "|['item_from_directory']|[]",
            "5|T4|Food|Apple|1.5|6|9|Card|In-store|2024-04-08|Monday|2024-04|false"
                + "|['price_from_directory','quantity_from_total_and_price']|[]",
            "6|T5|Food|Apple|1.5|3|4.5|Card|In-store|2024-04-08|Monday|2024-04|false"
                + "|['price_from_directory','total_from_price_and_quantity']|[]",
            "9|T8|Drinks|Cola|2|5|10|-|-|-|-|-|-|[]|['item_conflict']",
            "10|T9|Drinks|Soda|2|1|2|-|-|-|-|-|-|[]|['item_conflict']",
            "11|T10|Drinks|-|2|6|12|Cash|Online|-|-|-|-|[]|['item_conflict']",
            "12|T11|Food|Bread|3|2|5|Cash|Online|-|-|-|-|[]"
                + "|['total_mismatch','repeated_transaction']",
            "15|T13|Food|Apple, \"red\"\nbig|4|2|8|Cash|Online|2024-05-02|Thursday|2024-05|true"
                + "|[]|[]",
            "18|T14|Food|Cake|1234.5|2|2469|Cash|Online|2024-05-05|Sunday|2024-05|false|[]|[]",
            "20|T16|Food|Milk|1234|1|1234|Cash|Online|2024-05-04|Saturday|2024-05|-|[]|[]",
            "22|T18|Toys|Ball|5|2|10|Cash|Online|2024-05-06|Monday|2024-05|-|[]"
                + "|['item_conflict']",
            "24|T20|Toys|Ball|5|2|10|Cash|Online|2024-05-08|Wednesday|2024-05|-"
                + "|['price_from_total_and_quantity','item_from_directory']|[]",
            "25|T21|Toys|Ball|5.5|2|11|Cash|Online|2024-05-09|Thursday|2024-05|-"
                + "|['price_from_total_and_quantity']|['item_conflict']",
            "27|T23|Toys|Kite|7|3|21|-|-|2024-05-11|Saturday|2024-05|-"
                + "|['total_from_price_and_quantity']|[]");
    assertThat(
            stack.texts(
                "SELECT concat_ws('|', toString(line), toString(reasons), toString(recovered),"
                    + " ifNull(category, '-'), ifNull(toString(price_per_unit), '-'), record)"
                    + " FROM retail.quarantine ORDER BY line"))
        .containsExactly(
            "7|['missing_quantity']|[]|Drinks|2"
                + "|T6,C3,Drinks,Cola,2.00,,7.00,Cash,Online,\"Apr 9, 2024\",t,",
            "8|['missing_price']|[]|Drinks|-"
                + "|T7,C3,Drinks,Cola,,3,10.00,Cash,Online,2024-04-10T09:30:00Z,1,",
            "13|['missing_category']|[]|-|1.5|T11,C5,,Apple,1.50,2,3.00,Cash,Online,2024-05-01,,",
            "14|['wrong_number_of_fields']|[]|-|-"
                + "|T12,C5,Food,Apple,1.50,2,3.00,Cash,Online,2024-05-01",
            "19|['missing_quantity','missing_total']|['price_from_directory']|Food|1234.5"
                + "|T15,C5,Food,Cake,abc,-2,12.345,Cash,Online,2024-05-03,,",
            "21|['missing_quantity','missing_total']|[]|Toys|5"
                + "|T17,C6,Toys,Ball,5.00,0,99999999999,Cash,Online,20240505,,",
            "23|['wrong_number_of_fields']|[]|-|-"
                + "|T19,C6,Toys,\"unclosed,5.00,1,5.00,Cash,Online,2024-05-07,,",
            "26|['missing_quantity','missing_total']|[]|Toys|2.5"
                + "|T22,C6,Toys,Ball,2.50,1.5,,Cash,Online,2024-05-10,,",
            "28|['missing_price']|[]|Food|-"
                + "|T24,C2,Food,Apple,,2,11.00,Cash,Online,2024-05-12,,");
    assertThat(
            stack.texts(
                "SELECT concat_ws('|', toString(line), column_name, value, reason, toString(kept))"
                    + " FROM retail.unparsed ORDER BY line, column_name"))
        .containsExactly(
            "9|discount_applied|maybe|not_a_flag|true",
            "9|location|Unknown|placeholder|true",
            "9|payment_method|ERROR|placeholder|true",
            "9|transaction_date|45390|serial_day_number|true",
            "11|transaction_date|2024-02-30|not_a_date|true",
            "12|transaction_date|1/2/24|two_digit_year|true",
            "19|price_per_unit|abc|not_a_number|false",
            "19|quantity|-2|negative|false",
            "19|total_spent|12.345|too_many_decimals|false",
            "21|quantity|0|zero_quantity|false",
            "21|total_spent|99999999999|too_large|false",
            "26|quantity|1.5|not_whole|false");
    assertThat(
            stack.texts(
                "SELECT concat_ws('|', category, item, toString(price_per_unit), toString(sales))"
                    + " FROM retail.items WHERE items_at_price > 1 OR prices_of_item > 1"
                    + " ORDER BY ALL"))
        .containsExactly("Drinks|Cola|2|2", "Drinks|Soda|2|1", "Toys|Ball|2.5|1", "Toys|Ball|5|2");
    assertThat(said)
        .containsPattern("T2 +C1 +Food +Apple +\\$1\\.50 +4 +\\$6\\.00 +Cash")
        .contains(" |-- price_per_unit: decimal(14,2)", " |-- transaction_date: date")
        .containsPattern("5 +Food +Apple +\\? → 1\\.50 +\\? → 6 +9\\.00 +price_from_directory, q")
        .containsPattern("24 +Toys +\\? → Ball +\\? → 5\\.00 +2 +10\\.00 +price_from_total")
        .containsPattern("\ndate order +day_first\ndecimal mark +point\nignored columns +Remark");
    assertThat(
            stack.texts(
                "SELECT concat_ws('|', toString(state), toString(rows_read), toString(rows_kept),"
                    + " toString(rows_fixed), toString(rows_quarantined), toString(bytes))"
                    + " FROM millrace.batch_runs FINAL WHERE job = 'retail-clean'"))
        .containsExactly("succeeded|25|16|6|9|" + Files.size(PLANTED));
  }

  @Test
  void agreesWithClickHouseThatReadsTheGivenFileItself(BatchStack stack) throws Exception {
    Path given = ModuleClasspath.home().resolve("../shared/data/retail/retail_store_sales.csv");
    assumeTrue(
        Files.isReadable(given),
        "../shared/data/retail/retail_store_sales.csv is not beside this checkout");
    StringWriter said = new StringWriter();
    JsonNode report = run(stack, given.toRealPath().toString(), said);
    GivenFile file = new GivenFile(stack, given.toRealPath());

    List<String> sales = stack.texts("SELECT " + SALE + " FROM retail.sales ORDER BY line");
    assertThat(sales).isEqualTo(file.sales()).hasSize(11_971);
    assertThat(
            stack.texts("SELECT " + SALE + " FROM " + published(stack, "sales") + " ORDER BY line"))
        .isEqualTo(sales);
    assertThat(
            stack.texts(
                "SELECT concat_ws('|', toString(line), ifNull(item, '-'), toString(price_per_unit),"
                    + " toString(reasons), toString(recovered)) FROM retail.quarantine"
                    + " ORDER BY line"))
        .isEqualTo(file.dropped());
    assertThat(
            stack.texts(
                "SELECT concat_ws('|', category, item, toString(price_per_unit), toString(sales),"
                    + " toString(items_at_price), toString(prices_of_item)) FROM retail.items"
                    + " ORDER BY category, item"))
        .isEqualTo(file.directory());
    file.numbers()
        .forEach(
            (field, count) -> assertThat(report.at(field).asLong()).as(field).isEqualTo(count));
    for (String line : file.printed()) {
      assertThat(said.toString()).containsPattern(line);
    }
    for (String view : List.of("payment_method", "location")) {
      assertThat(
              stack.texts(
                  "SELECT concat_ws('|', %1$s, toString(transactions), toString(total),"
                          .formatted(view)
                      + " toString(mean_total)) FROM retail."
                      + view
                      + "s ORDER BY "
                      + view))
          .isEqualTo(file.means(view));
    }
    assertThat(
            stack.texts(
                "SELECT concat_ws('|', category, toString(units)) FROM retail.top_categories"
                    + " ORDER BY units DESC, category LIMIT 5"))
        .isEqualTo(file.topCategories());
  }

  @Test
  void showsNothingOfARunThatWasKilledAndRemovesItLater(BatchStack stack) throws Exception {
    run(stack, write("first.csv", "1;A;Food;Apple;2,50;4;10,00;Cash;Online;13.01.2024;yes"));
    RunId killed = RunId.at(Instant.parse("2021-10-17T12:00:00Z"));
    RetailPublication publication =
        new RetailPublication(
            stack.config().clickHouse(), spark.sparkContext().hadoopConfiguration(), killed);
    publication.write(
        ResultTable.ITEMS,
        spark.sql(
            "SELECT 'Food' AS category, 'Pear' AS item, 1.00BD AS price_per_unit, 1L AS sales,"
                + " 1L AS items_at_price, 1L AS prices_of_item"),
        "killed.csv");

    String items = "SELECT item FROM retail.items ORDER BY item";
    assertThat(stack.texts(items)).containsExactly("Apple");
    assertThat(stack.texts("SELECT item FROM retail.item_rows")).contains("Pear");

    Path second =
        write("second.csv", "1;A;Food;Kiwi;\"3,50\";4;14,00 €;Cash;Online;13.01.2024;yes");
    String stored = "s3a://raw-data/retail/second.csv";
    new ObjectStore(stack.hadoop()).write(stored, Files.readString(second));
    run(stack, second);
    run(stack, stored, new StringWriter());

    assertThat(stack.texts(items)).containsExactly("Kiwi");
    assertThat(stack.texts("SELECT input FROM retail.reports ORDER BY published_at DESC LIMIT 1"))
        .containsExactly(stored);
    assertThat(stack.texts("SELECT item FROM " + published(stack, "items")))
        .containsExactly("Kiwi");
    assertThat(stack.texts("SELECT item FROM retail.item_rows"))
        .as("this run's and the one's before")
        .containsExactly("Kiwi", "Kiwi");
    assertThatThrownBy(() -> publication.publish(json -> {}))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("nothing of this run is visible: run it again");
    assertThatThrownBy(() -> run(stack, write("none.csv", "1;A;;Apple;2,50;x;;;;;")))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("none of its 1 rows can be kept")
        .hasMessageContaining("missing_category=1")
        .hasMessageContaining("missing_quantity=1");
    assertThat(stack.texts(items)).containsExactly("Kiwi");
  }

  @Test
  void readsADateAndANumberInTheOneWayTheFileLeavesOrNotAtAll() throws Exception {
    String[] dates = {"8/4/2024", "5.5.2024", "2024-04-08 00:00:00", "04-Sept-2024", "45390"};
    String[] numbers = {
      "1,234", "1.234", "12", "0,50 €", "1.234,50", "1 234 567", "1.5E1", "1,23,4"
    };

    // 0,50 shows a decimal comma.
    assertThat(read(dates, numbers, Conventions.NONE))
        .containsExactly(
            "ambiguous_date, 2024-05-05, 2024-04-08, 2024-09-04, serial_day_number",
            "too_many_decimals, 1234.00, 12.00, 0.50, 1234.50, 1234567.00, 15.00, not_a_number");
    assertThat(
            read(
                dates,
                new String[] {"1,234", "1.234", "-1", "$ 1,234,567.5", "USD 3", "3.50 kr", "1e99"},
                new Conventions(
                    Optional.of(DateOrder.MONTH_FIRST),
                    Optional.empty(),
                    Optional.of(SerialDates.FROM_1900))))
        .containsExactly(
            "2024-08-04, 2024-05-05, 2024-04-08, 2024-09-04, 2024-04-08",
            "1234.00, too_many_decimals, negative, 1234567.50, 3.00, not_a_number, too_large");
    assertThat(
            read(
                new String[] {"8/4/2024", "13/4/2024", "April 31, 2024", "2150-01-01", "1/2/24"},
                new String[] {"1,234", "7", "1.234"},
                Conventions.NONE))
        .containsExactly(
            "2024-04-08, 2024-04-13, not_a_date, not_a_date, two_digit_year",
            "ambiguous_number, 7.00, ambiguous_number");
    assertThat(
            read(
                new String[] {"8/4/2024", "13/4/2024", "4/13/2024", "36526"},
                new String[] {"1,234", "1.50", "1,50"},
                new Conventions(
                    Optional.empty(), Optional.empty(), Optional.of(SerialDates.FROM_1904))))
        .as("what contradicts itself decides nothing")
        .containsExactly(
            "ambiguous_date, 2024-04-13, 2024-04-13, 2004-01-02", "ambiguous_number, 1.50, 1.50");
  }

  private static StructType texts() {
    StructType schema =
        new StructType()
            .add("line", DataTypes.LongType)
            .add("record", DataTypes.StringType)
            .add("malformed", DataTypes.BooleanType);
    for (SalesColumn column : SalesColumn.values()) {
      schema = schema.add(column.column(), DataTypes.StringType);
    }
    return schema;
  }

  /** The dates, and the numbers as prices, or why they are none. */
  private static List<String> read(String[] dates, String[] numbers, Conventions said) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < Math.max(dates.length, numbers.length); i++) {
      Object[] cells = new Object[TEXTS.size()];
      cells[TEXTS.fieldIndex("line")] = (long) i;
      cells[TEXTS.fieldIndex("malformed")] = false;
      cells[TEXTS.fieldIndex("transaction_date")] = i < dates.length ? dates[i] : null;
      cells[TEXTS.fieldIndex("price_per_unit")] = i < numbers.length ? numbers[i] : null;
      rows.add(RowFactory.create(cells));
    }
    Dataset<Row> texts = spark.createDataFrame(rows, TEXTS);
    Map<String, String> wrong = new HashMap<>();
    List<Row> typed =
        TypedSales.of(texts, said.orElse(TypedSales.conventions(texts)))
            .orderBy("line")
            .collectAsList();
    for (Row row : typed) {
      for (Row value : row.<Row>getList(row.fieldIndex("unparsed"))) {
        wrong.put(row.getAs("line") + value.getString(0), value.getString(2));
      }
    }
    List<String> read = new ArrayList<>();
    for (String column : List.of("transaction_date", "price_per_unit")) {
      read.add(
          typed.stream()
              .limit(column.equals("price_per_unit") ? numbers.length : dates.length)
              .map(
                  row ->
                      wrong.getOrDefault(
                          row.getAs("line") + column, String.valueOf(row.<Object>getAs(column))))
              .collect(Collectors.joining(", ")));
    }
    return read;
  }

  private static JsonNode run(BatchStack stack, Path path) throws Exception {
    return run(stack, path.toString(), new StringWriter());
  }

  private static JsonNode run(BatchStack stack, String path, StringWriter said) throws Exception {
    BatchConfig config = stack.config();
    RetailCleanJob job =
        new RetailCleanJob(
            spark,
            new BatchConfig(config.clickHouse(), config.s3(), config.master(), 1),
            RunId.at(Instant.now()),
            new PrintWriter(said));
    SalesFile file =
        SalesFile.open(spark.sparkContext().hadoopConfiguration(), path, StandardCharsets.UTF_8);
    return new ObjectMapper().readTree(job.run(file, Conventions.NONE).json());
  }

  /** As a spreadsheet of many countries writes it. */
  private static Path write(String name, String... rows) throws Exception {
    String header =
        "Transaction ID;Customer ID;Category;Item;Price Per Unit;Quantity;Total Spent;"
            + "Payment Method;Location;Transaction Date;Discount Applied";
    Path path = folder.resolve(name);
    Files.writeString(path, "\uFEFF" + header + "\r\n" + String.join("\r\n", rows) + "\r\n");
    return path;
  }

  /** The dataset's files of a table, by its manifest. */
  private static String published(BatchStack stack, String table) throws Exception {
    List<DataFile> files =
        new PublishedDataset(new ObjectStore(stack.hadoop()), "retail").current().of(table);
    assertThat(files).hasSize(1);
    return stack.parquet(files.get(0).path().substring("s3a://".length()));
  }
}
