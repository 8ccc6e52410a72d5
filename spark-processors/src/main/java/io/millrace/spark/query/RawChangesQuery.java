package io.millrace.spark.query;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.timestamp_millis;

import io.millrace.model.Buckets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.storage.StorageLevel;

/**
 * Change events as they came, to Parquet: {@code
 * s3a://raw-data/<database>/<table>/date=…/hour=…/batch=…/}, by the date and hour of the commit.
 *
 * <p>A replayed micro-batch overwrites the folders that carry its number, so each record is there
 * once. Tombstones are kept too: they are records of the topic.
 */
public final class RawChangesQuery {

  private final String name;
  private final String folder;

  /**
   * @param name the query's name
   */
  public RawChangesQuery(String name, String database, String table) {
    this.name = name;
    this.folder = "s3a://" + Buckets.RAW_DATA + "/" + database + "/" + table;
  }

  /** Starts the query. */
  public StreamingQuery start(Dataset<Row> records, Duration trigger, String checkpointLocation)
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
    Dataset<Row> changes = changes(records).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      SparkSession spark = records.sparkSession();
      List<Row> hours = changes.select("date", "hour").distinct().collectAsList();
      for (Row hour : hours) {
        spark.sparkContext().setJobDescription(name + " batch " + batchId);
        changes
            .where(
                col("date").equalTo(hour.getString(0)).and(col("hour").equalTo(hour.getString(1))))
            .drop("date", "hour")
            .coalesce(1)
            .write()
            .mode(SaveMode.Overwrite)
            .parquet(
                "%s/date=%s/hour=%s/batch=%08d"
                    .formatted(folder, hour.getString(0), hour.getString(1), batchId));
      }
    } finally {
      changes.unpersist(false);
    }
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
    return text.withColumn("op", get_json_object(col("value"), "$.op"))
        .withColumn(
            "commit_time",
            timestamp_millis(get_json_object(col("value"), "$.source.ts_ms").cast("long")))
        .withColumn(
            "date", date_format(coalesce(col("commit_time"), col("kafka_time")), "yyyy-MM-dd"))
        .withColumn("hour", date_format(coalesce(col("commit_time"), col("kafka_time")), "HH"));
  }
}
