package io.millrace.spark.config;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;

/**
 * Configuration of batch jobs, read once at start, on the driver.
 *
 * @param clickHouse where rows go
 * @param s3 where objects are read and written
 * @param master {@code MILLRACE_SPARK_MASTER}: used unless {@code spark-submit} names one
 * @param partitions {@code MILLRACE_BATCH_PARTITIONS}: into how many parts rows are shuffled; 0 =
 *     by the size of the input
 */
public record BatchConfig(
    StreamingConfig.ClickHouse clickHouse, StreamingConfig.S3 s3, String master, int partitions) {

  /** All cores, and like on a cluster four attempts at each task. */
  private static final String DEFAULT_MASTER = "local[*,4]";

  /**
   * Reads and checks everything.
   *
   * @throws InvalidSettingException naming the first key that does not fit
   */
  public static BatchConfig from(Settings settings) {
    return new BatchConfig(
        StreamingConfig.clickHouse(settings),
        StreamingConfig.s3(settings),
        settings.text("MILLRACE_SPARK_MASTER", DEFAULT_MASTER),
        (int) settings.number("MILLRACE_BATCH_PARTITIONS", 0, 0, 100_000));
  }
}
