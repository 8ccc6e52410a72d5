package io.millrace.spark.batch.compact;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import io.millrace.spark.batch.BatchStack;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RowFile;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.dataset.DataFile;
import io.millrace.spark.batch.dataset.PublishedDataset;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Generated datasets with columns as those of {@code events}. */
final class SampleEvents {

  /** As ClickHouse reads them from Parquet. */
  static final List<String> TYPES =
      List.of(
          "event_id Int64",
          "event_type String",
          "event_time DateTime64(6, 'UTC')",
          "subscriber Nullable(String)",
          "counterparty Nullable(String)",
          "megabytes Nullable(Decimal(14, 3))",
          "amount Nullable(Decimal(14, 2))");

  private static final StructType EVENTS =
      new StructType()
          .add("event_id", DataTypes.LongType, false)
          .add("event_type", DataTypes.StringType, false)
          .add("event_time", DataTypes.TimestampType, false)
          .add("subscriber", DataTypes.StringType)
          .add("counterparty", DataTypes.StringType)
          .add("megabytes", DataTypes.createDecimalType(14, 3))
          .add("amount", DataTypes.createDecimalType(14, 2));
  private static final StructType QUARANTINE =
      new StructType().add("line", DataTypes.StringType, false).add("reason", DataTypes.StringType);
  private static final int SECONDS_PER_DAY = 86_400;

  private final Configuration hadoop;
  private final @Nullable SparkSession spark;
  private final PublishedDataset dataset;
  private final SplittableRandom random = new SplittableRandom(7);
  private final List<DataFile> files = new ArrayList<>();
  private final RunId run = RunId.at(Instant.now());

  SampleEvents(SparkSession spark, ObjectStore store, String name) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.dataset = new PublishedDataset(store, name);
  }

  /** Without a session: only to publish. */
  SampleEvents(Configuration hadoop, String name) {
    this.spark = null;
    this.hadoop = hadoop;
    this.dataset = new PublishedDataset(new ObjectStore(hadoop), name);
  }

  PublishedDataset dataset() {
    return dataset;
  }

  /** Two days. */
  void publish(int filesPerDay, int rowsPerFile) throws Exception {
    publish(List.of("2021-10-17", "2021-10-18"), filesPerDay, rowsPerFile);
  }

  void publish(List<String> days, int filesPerDay, int rowsPerFile) throws Exception {
    for (String day : days) {
      for (int i = 0; i < filesPerDay; i++) {
        file("events", EVENTS, day, events(day, rowsPerFile));
      }
    }
    dataset.publish(dataset.current(), run, file -> false, files);
  }

  /** A file of others, one with both, and a line in quarantine of each. */
  void publishPeople(String him, String other) throws Exception {
    String day = "2021-10-17";
    file("events", EVENTS, day, List.of(event(day, other, other)));
    file("events", EVENTS, day, List.of(event(day, him, other), event(day, other, him)));
    file(
        "quarantine",
        QUARANTINE,
        day,
        List.of(
            RowFactory.create("line of nobody", "no time"),
            RowFactory.create("CALL;" + him + ";x", "no time")));
    dataset.publish(dataset.current(), run, file -> false, files);
  }

  void overwrite(String path, int rows) throws Exception {
    write(path, EVENTS, events("2021-10-17", rows));
  }

  private void file(String table, StructType schema, String day, List<Row> rows) throws Exception {
    String partition = "date=" + day;
    String path = dataset.folderOf(run) + table + "/" + partition + "/" + files.size() + ".parquet";
    long bytes = write(path, schema, rows);
    files.add(new DataFile(path, table, "input", partition, rows.size(), bytes, ""));
  }

  private long write(String path, StructType schema, List<Row> rows) throws Exception {
    RowFile file = new RowFile(hadoop, path, schema);
    var converter = CatalystTypeConverters.createToCatalystConverter(schema);
    for (Row row : rows) {
      file.add((InternalRow) converter.apply(row));
    }
    file.close();
    return file.bytes();
  }

  private List<Row> events(String day, int rows) {
    return Stream.generate(() -> event(day, mask(), random.nextBoolean() ? null : mask()))
        .limit(rows)
        .collect(Collectors.toList());
  }

  private Row event(String day, String subscriber, @Nullable String counterparty) {
    Instant time =
        LocalDate.parse(day)
            .atStartOfDay()
            .plusSeconds(random.nextInt(SECONDS_PER_DAY))
            .toInstant(ZoneOffset.UTC)
            .plusNanos(random.nextInt(1_000_000) * 1_000L);
    return RowFactory.create(
        random.nextLong(Long.MAX_VALUE),
        random.nextBoolean() ? "CALL" : "SMS",
        time,
        subscriber,
        counterparty,
        random.nextBoolean() ? null : BigDecimal.valueOf(random.nextInt(1_000_000), 3),
        random.nextBoolean() ? null : BigDecimal.valueOf(random.nextInt(1_000_000), 2));
  }

  private String mask() {
    return "%016x-%02d".formatted(random.nextLong(), random.nextInt(100));
  }

  /** Count and hash of all rows that a reader of the manifest finds, whatever their order. */
  String fingerprint(BatchStack stack) throws Exception {
    return stack
        .texts(
            // Not *, to which ClickHouse adds the folders' names, the run's among them.
            "SELECT concat(toString(count()), ' ', toString(sum(cityHash64(toString(tuple("
                + String.join(", ", EVENTS.fieldNames())
                + ")))))) FROM "
                + published(stack, "events"))
        .get(0);
  }

  List<String> types(BatchStack stack) throws Exception {
    List<String> types = new ArrayList<>();
    for (String name : EVENTS.fieldNames()) {
      types.addAll(
          stack.texts(
              "SELECT concat('%1$s ', toTypeName(%1$s)) FROM %2$s LIMIT 1"
                  .formatted(name, published(stack, "events"))));
    }
    return types;
  }

  List<String> people(BatchStack stack) throws Exception {
    List<String> people =
        new ArrayList<>(
            stack.texts(
                "SELECT concat(subscriber, ' ', ifNull(counterparty, 'NULL')) AS pair FROM "
                    + published(stack, "events")
                    + " ORDER BY pair"));
    people.addAll(stack.texts("SELECT line FROM " + published(stack, "quarantine")));
    return people;
  }

  private String published(BatchStack stack, String table) throws Exception {
    String bucket = "s3a://processed-data/";
    return stack.parquet(
        dataset.current().of(table).stream()
            .map(file -> file.path().substring(bucket.length()))
            .collect(Collectors.joining(",", "processed-data/{", "}")));
  }

  /** Whether each file is in order, and no two of a partition overlap. */
  boolean isSorted() throws Exception {
    SparkSession session = Objects.requireNonNull(spark);
    Comparator<Row> order =
        Comparator.<Row, Timestamp>comparing(row -> row.getTimestamp(0))
            .thenComparing(row -> row.getLong(1));
    List<Row> ranges = new ArrayList<>();
    for (DataFile file : dataset.current().files()) {
      var rows = session.read().parquet(file.path()).select(col("event_time"), col("event_id"));
      List<Row> all = rows.collectAsList();
      for (int i = 1; i < all.size(); i++) {
        if (order.compare(all.get(i - 1), all.get(i)) > 0) {
          return false;
        }
      }
      ranges.addAll(
          rows.select(struct(col("event_time"), col("event_id")).as("key"))
              .agg(min("key"), max("key"))
              .collectAsList());
    }
    ranges.sort(Comparator.comparing(range -> range.<Row>getAs(0), order));
    for (int i = 1; i < ranges.size(); i++) {
      if (order.compare(ranges.get(i - 1).getAs(1), ranges.get(i).getAs(0)) > 0) {
        return false;
      }
    }
    return true;
  }
}
