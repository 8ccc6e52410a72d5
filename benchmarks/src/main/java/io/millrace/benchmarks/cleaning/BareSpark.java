package io.millrace.benchmarks.cleaning;

import io.millrace.runtime.Settings;
import io.millrace.spark.config.BatchConfig;
import io.millrace.spark.config.SparkSessions;
import java.util.Arrays;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * What people write first: JSON by a schema, typed, filtered, to Parquet. No duplicates are found,
 * no wrong line is kept apart, nothing is counted.
 *
 * <p>Arguments: the folder of lines, the folder of Parquet, and {@code date} for a folder a day.
 */
public final class BareSpark {

  private static final String SCHEMA =
      "event_id BIGINT, event_type STRING, event_time STRING, recorded_at STRING, region STRING,"
          + " subscriber STRING, counterparty STRING, duration_seconds STRING, megabytes STRING,"
          + " amount STRING, source STRING";

  private BareSpark() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    String[] folders = Arrays.copyOfRange(arguments, 2, arguments.length);
    BatchConfig config = BatchConfig.from(Settings.fromEnvironment());
    try (SparkSession spark =
        SparkSessions.forBatch("bare-spark", config.master(), config.s3(), false)) {
      spark
          .read()
          .schema(SCHEMA)
          .json(arguments[0])
          .selectExpr(
              "event_id",
              "event_type",
              "CAST(event_time AS TIMESTAMP) AS event_time",
              "CAST(recorded_at AS TIMESTAMP) AS recorded_at",
              "region",
              "subscriber",
              "counterparty",
              "CAST(duration_seconds AS BIGINT) AS duration_seconds",
              "CAST(megabytes AS DECIMAL(14, 3)) AS megabytes",
              "CAST(amount AS DECIMAL(14, 2)) AS amount",
              "source",
              "CAST(CAST(event_time AS TIMESTAMP) AS DATE) AS date")
          .where(
              "event_id IS NOT NULL AND event_type IS NOT NULL AND event_time IS NOT NULL"
                  + " AND region IS NOT NULL AND coalesce(duration_seconds, 0) >= 0"
                  + " AND coalesce(megabytes, 0) >= 0 AND coalesce(amount, 0) >= 0")
          .drop(folders.length == 0 ? "date" : "")
          .write()
          .mode(SaveMode.Overwrite)
          .partitionBy(folders)
          .parquet(arguments[1]);
    }
  }
}
