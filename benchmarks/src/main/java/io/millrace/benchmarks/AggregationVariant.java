package io.millrace.benchmarks;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.window;

import io.millrace.runtime.Settings;
import io.millrace.spark.change.ChangeDecoder;
import io.millrace.spark.config.SparkSessions;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.query.KafkaSource;
import io.millrace.spark.sink.ClickHouseTable;
import io.millrace.spark.sink.JsonRows;
import io.millrace.spark.telecom.TelecomDecoder;
import io.millrace.spark.telecom.TelecomRows;
import io.millrace.spark.telecom.WindowSums;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The two ways to aggregate change events, over one topic, each in a process of its own: {@code
 * partials} (signed partial sums, merged by ClickHouse) and {@code windows} (Spark's stateful
 * windows with a watermark of 2 minutes, upserted). Started by {@link AggregationBenchmark}.
 */
public final class AggregationVariant {

  private static final int RECORDS_PER_BATCH = 5_000;

  private static final StructType CONTRIBUTION =
      new StructType()
          .add("sign", DataTypes.IntegerType)
          .add("event_time", DataTypes.TimestampType)
          .add("event_type", DataTypes.StringType)
          .add("region", DataTypes.StringType)
          .add("subscriber", DataTypes.StringType)
          .add("duration_seconds", DataTypes.LongType)
          .add("megabytes", DataTypes.createDecimalType(38, 3))
          .add("amount", DataTypes.createDecimalType(38, 2));

  private AggregationVariant() {}

  /**
   * @param args the variant, then a folder for its checkpoint
   */
  public static void main(String[] args) throws Exception {
    StreamingConfig config = StreamingConfig.from(Settings.fromEnvironment());
    SparkSession spark =
        SparkSessions.create("aggregation-" + args[0], "local[2]", config.s3(), args[1]);
    Dataset<Row> records =
        KafkaSource.stream(
                spark,
                config.kafkaBootstrapServers(),
                "telecom.public.telecom_events",
                RECORDS_PER_BATCH)
            .select(ChangeDecoder.COLUMNS.stream().map(functions::col).toArray(Column[]::new));
    StreamingQuery query =
        switch (args[0]) {
          case "partials" -> partials(records, config, args[1]);
          case "windows" -> windows(records, config, args[1]);
          default -> throw new IllegalArgumentException("no variant " + args[0]);
        };
    query.awaitTermination();
    long dropped = 0;
    long state = 0;
    for (StreamingQueryProgress progress : query.recentProgress()) {
      if (progress.stateOperators().length > 0) {
        dropped += progress.stateOperators()[0].numRowsDroppedByWatermark();
        state = Math.max(state, progress.stateOperators()[0].numRowsTotal());
      }
    }
    System.out.printf("RESULT dropped=%d state=%d%n", dropped, state);
    spark.stop();
  }

  private static StreamingQuery partials(
      Dataset<Row> records, StreamingConfig config, String checkpoint) throws Exception {
    ClickHouseTable table = new ClickHouseTable(config.clickHouse(), "bench.partials");
    VoidFunction2<Dataset<Row>, Long> write =
        (batch, id) -> {
          WindowSums sums = new WindowSums();
          batch
              .toJavaRDD()
              .mapPartitions(AggregationVariant::windowSums)
              .collect()
              .forEach(sums::merge);
          table.insert(TelecomRows.partials(sums), "bench:" + id);
        };
    return records
        .writeStream()
        .option("checkpointLocation", checkpoint)
        .trigger(Trigger.AvailableNow())
        .foreachBatch(write)
        .start();
  }

  private static Iterator<WindowSums> windowSums(Iterator<Row> records) {
    WindowSums sums = new WindowSums();
    records.forEachRemaining(
        record -> TelecomDecoder.DECODER.decode(record).contributions().forEach(sums::add));
    return List.of(sums).iterator();
  }

  private static Iterator<Row> rows(Row record) {
    return TelecomDecoder.DECODER.decode(record).contributions().stream()
        .map(
            contribution ->
                RowFactory.create(
                    contribution.sign(),
                    Timestamp.from(contribution.eventTime()),
                    contribution.row().eventType(),
                    contribution.row().region(),
                    contribution.row().subscriber(),
                    contribution.row().durationSeconds(),
                    contribution.row().megabytes(),
                    contribution.row().amount()))
        .iterator();
  }

  private static StreamingQuery windows(
      Dataset<Row> records, StreamingConfig config, String checkpoint) throws Exception {
    ClickHouseTable table = new ClickHouseTable(config.clickHouse(), "bench.windows");
    FlatMapFunction<Row, Row> decode = AggregationVariant::rows;
    Dataset<Row> contributions = records.flatMap(decode, Encoders.row(CONTRIBUTION));
    Column sign = col("sign");
    Dataset<Row> windows =
        contributions
            .withWatermark("event_time", "2 minutes")
            .groupBy(window(col("event_time"), "1 minute"), col("event_type"), col("region"))
            .agg(
                sum(sign).as("events"),
                signed("duration_seconds"),
                signed("megabytes"),
                signed("amount"),
                // A sketch cannot take a subscriber back; Spark has nothing that can.
                approx_count_distinct(when(sign.gt(0), col("subscriber")))
                    .as("distinct_subscribers"))
            .withColumn("window_start", col("window.start"));
    VoidFunction2<Dataset<Row>, Long> write =
        (batch, id) -> {
          ForeachPartitionFunction<Row> insert = rows -> table.insert(windowRows(rows, id), "");
          batch.coalesce(1).foreachPartition(insert);
        };
    return windows
        .writeStream()
        .outputMode("update")
        .option("checkpointLocation", checkpoint)
        .trigger(Trigger.AvailableNow())
        .foreachBatch(write)
        .start();
  }

  private static Column signed(String column) {
    return sum(when(col("sign").gt(0), col(column)).otherwise(col(column).unary_$minus()))
        .as(column);
  }

  private static JsonRows windowRows(Iterator<Row> source, long version) {
    JsonRows rows = new JsonRows();
    while (source.hasNext()) {
      Row row = source.next();
      rows.add(
          json -> {
            json.writeStringField(
                "window_start", JsonRows.seconds(row.<Timestamp>getAs("window_start").toInstant()));
            json.writeStringField("event_type", row.getAs("event_type"));
            json.writeStringField("region", row.getAs("region"));
            json.writeNumberField("events", row.<Long>getAs("events"));
            json.writeNumberField("duration_seconds", orZero(row.getAs("duration_seconds")));
            json.writeStringField("megabytes", text(row.getAs("megabytes")));
            json.writeStringField("amount", text(row.getAs("amount")));
            json.writeNumberField("distinct_subscribers", row.<Long>getAs("distinct_subscribers"));
            json.writeNumberField("version", version);
          });
    }
    return rows;
  }

  private static long orZero(@Nullable Long number) {
    return number == null ? 0 : number;
  }

  private static String text(@Nullable BigDecimal number) {
    return number == null ? "0" : number.toPlainString();
  }
}
