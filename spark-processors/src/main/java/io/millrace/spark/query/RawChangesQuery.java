package io.millrace.spark.query;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_millis;

import io.millrace.model.Buckets;
import io.millrace.model.Domain;
import io.millrace.spark.config.StreamingConfig;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructType;

/**
 * Change events as they came, to Parquet: {@code
 * s3a://raw-data/<database>/<table>/date=…/hour=…/batch=…/}, by the date and hour of the commit.
 *
 * <p>Each record is there once. Only the first micro-batch after a start may be a replay, so that
 * one replaces the folders that carry its number, at the price of reading its records once more per
 * hour; all others are written in one pass. Tombstones are kept too: they are records of the topic.
 */
public final class RawChangesQuery {

  private static final String ENVELOPE = "op STRING, source STRUCT<ts_ms: BIGINT>";

  private final String name;
  private final String folder;
  private boolean mayBeReplay = true;

  /** For one start: the next one may replay. */
  private RawChangesQuery(String name, String database, String table) {
    this.name = name;
    this.folder = folder(database, table);
  }

  /** Where the records of a table are. */
  public static String folder(String database, String table) {
    return "s3a://" + Buckets.RAW_DATA + "/" + database + "/" + table;
  }

  /** The query of a domain, as its checkpoint is named. */
  public static String name(Domain domain) {
    return domain.database() + "-raw";
  }

  /**
   * Starts and supervises the query of a domain's table.
   *
   * @param name the query's name
   */
  public static SupervisedQuery supervise(
      String name,
      SparkSession spark,
      StreamingConfig config,
      Domain domain,
      String table,
      StreamingMetrics metrics) {
    return new SupervisedQuery(
            name,
            spark,
            () ->
                new RawChangesQuery(name, domain.database(), table)
                    .start(
                        KafkaSource.changes(spark, config, domain, table),
                        config.rawTrigger(),
                        config.checkpointLocation()),
            metrics)
        .start();
  }

  private StreamingQuery start(Dataset<Row> records, Duration trigger, String checkpointLocation)
      throws TimeoutException {
    VoidFunction2<Dataset<Row>, Long> write = this::write;
    return records
        .writeStream()
        .queryName(name)
        .option("checkpointLocation", checkpointLocation + "/" + name)
        .trigger(Trigger.ProcessingTime(trigger.toMillis()))
        .foreachBatch(write)
        .start();
  }

  private void write(Dataset<Row> records, long batchId) {
    records.sparkSession().sparkContext().setJobDescription(name + " batch " + batchId);
    Dataset<Row> changes = changes(records);
    if (mayBeReplay) {
      replace(changes, batchId);
      mayBeReplay = false;
    } else {
      changes
          .withColumn("batch", lit(number(batchId)))
          .coalesce(1)
          .write()
          .mode(SaveMode.Append)
          .partitionBy("date", "hour", "batch")
          .parquet(folder);
    }
  }

  private void replace(Dataset<Row> changes, long batchId) {
    for (Row hour : changes.select("date", "hour").distinct().collectAsList()) {
      changes
          .where(col("date").equalTo(hour.getString(0)).and(col("hour").equalTo(hour.getString(1))))
          .drop("date", "hour")
          .coalesce(1)
          .write()
          .mode(SaveMode.Overwrite)
          .parquet(
              "%s/date=%s/hour=%s/batch=%s"
                  .formatted(folder, hour.getString(0), hour.getString(1), number(batchId)));
    }
  }

  private static String number(long batchId) {
    return "%08d".formatted(batchId);
  }

  /** The records with what partitions them; one that carries no commit time goes by Kafka's. */
  static Dataset<Row> changes(Dataset<Row> records) {
    Dataset<Row> text =
        records.select(
            col("topic"),
            col("partition").as("kafka_partition"),
            col("offset").as("kafka_offset"),
            col("timestamp").as("kafka_time"),
            col("key").cast("string").as("key"),
            col("value").cast("string").as("value"));
    return text.withColumn("envelope", from_json(col("value"), StructType.fromDDL(ENVELOPE)))
        .withColumn("op", col("envelope.op"))
        .withColumn("commit_time", timestamp_millis(col("envelope.source.ts_ms")))
        .drop("envelope")
        .withColumn(
            "date", date_format(coalesce(col("commit_time"), col("kafka_time")), "yyyy-MM-dd"))
        .withColumn("hour", date_format(coalesce(col("commit_time"), col("kafka_time")), "HH"));
  }
}
