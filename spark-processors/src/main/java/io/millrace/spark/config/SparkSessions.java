package io.millrace.spark.config;

import io.millrace.spark.metrics.DriverMetricsSink;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/** The one place that configures Spark; what {@code spark-submit} sets stays as it is. */
public final class SparkSessions {

  /** Settings that Spark must not show, on its pages or in its logs, by their names. */
  static final String SECRETS = "(?i)secret|passw|token|credential|access[.]?key";

  private SparkSessions() {}

  /**
   * A session that reads and writes the S3 store.
   *
   * @param appName shown in Spark's own pages and logs
   * @param defaultMaster used unless {@code spark-submit} names a master
   */
  public static SparkSession create(
      String appName, String defaultMaster, StreamingConfig.S3 s3, String checkpointLocation) {
    SparkConf conf = common(appName, defaultMaster, s3);
    failFast(conf);
    conf.setIfMissing("spark.sql.shuffle.partitions", "2");
    // Freshness beside archive and raw queries: they share the cores fairly instead of in turn.
    conf.setIfMissing("spark.scheduler.mode", "FAIR");
    // The few hours of a raw batch are written side by side, without sorting its records first.
    conf.setIfMissing("spark.sql.maxConcurrentOutputFileWriters", "8");
    conf.setIfMissing("spark.sql.streaming.metricsEnabled", "true");
    DriverMetricsSink.configure(conf);
    conf.setIfMissing("spark.sql.streaming.minBatchesToRetain", "50");
    conf.setIfMissing("spark.cleaner.periodicGC.interval", "5min");
    if (checkpointLocation.startsWith("s3a:")) {
      // Offsets and commits become visible by one atomic PUT instead of a rename, which S3 lacks.
      conf.setIfMissing(
          "spark.sql.streaming.checkpointFileManagerClass",
          "org.apache.spark.internal.io.cloud.AbortableStreamBasedCheckpointFileManager");
    }
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /**
   * A session for a batch job.
   *
   * @param appName shown in Spark's own pages and logs
   * @param defaultMaster used unless {@code spark-submit} names a master
   * @param progressBar whether Spark draws its progress on standard error
   */
  public static SparkSession forBatch(
      String appName, String defaultMaster, StreamingConfig.S3 s3, boolean progressBar) {
    SparkConf conf = batch(appName, defaultMaster, s3);
    conf.setIfMissing("spark.ui.showConsoleProgress", Boolean.toString(progressBar));
    // Several objects are written at a time, and their blocks wait in memory outside the heap.
    conf.setIfMissing("spark.hadoop.fs.s3a.multipart.size", "16M");
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /**
   * What reaches the store by the settings of batch jobs, for what needs no session.
   *
   * @param defaultMaster as a session would have it
   */
  public static Configuration storeForBatch(String defaultMaster, StreamingConfig.S3 s3) {
    return SparkHadoopUtil.get().newConfiguration(batch("millrace-batch", defaultMaster, s3));
  }

  private static SparkConf batch(String appName, String defaultMaster, StreamingConfig.S3 s3) {
    SparkConf conf = common(appName, defaultMaster, s3);
    rideOut(conf);
    // Instants as they are, in files that Spark did not write and in those that it did.
    for (String setting : List.of("datetimeRebaseMode", "int96RebaseMode")) {
      conf.setIfMissing("spark.sql.parquet." + setting + "InRead", "CORRECTED");
      conf.setIfMissing("spark.sql.parquet." + setting + "InWrite", "CORRECTED");
    }
    conf.setIfMissing("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    return conf;
  }

  /** What sessions of all kinds have in common. */
  public static SparkConf common(String appName, String defaultMaster, StreamingConfig.S3 s3) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.master", defaultMaster);
    conf.setIfMissing("spark.app.name", appName);
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.redaction.regex", SECRETS);
    conf.setIfMissing("spark.sql.session.timeZone", "UTC");
    // On a cluster a partition of Kafka is best read where its last range was, since the consumer
    // is
    // there; but not at the price of three seconds, Spark's default, beside an idle executor.
    conf.setIfMissing("spark.locality.wait", "100ms");
    // Micro-batches are small: planning them adaptively costs more than it saves. Batch jobs say
    // themselves into how many parts they shuffle.
    conf.setIfMissing("spark.sql.adaptive.enabled", "false");
    if (conf.get("spark.master").startsWith("local")) {
      // Alone on a machine, nothing of it listens beyond the machine.
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    s3a(conf, s3);
    return conf;
  }

  /**
   * A store that is away must fail a micro-batch within a minute, so that it is seen and tried
   * again.
   */
  private static void failFast(SparkConf conf) {
    conf.setIfMissing("spark.hadoop.fs.s3a.retry.limit", "3");
  }

  /**
   * A store that is away for minutes must not cost a job of hours: each call is tried ten times,
   * over 2 to 6 minutes, with waits of 0.5 s that double, and a task has four such attempts.
   */
  private static void rideOut(SparkConf conf) {
    conf.setIfMissing("spark.hadoop.fs.s3a.retry.limit", "9");
    conf.setIfMissing("spark.hadoop.fs.s3a.retry.interval", "500ms");
  }

  private static void s3a(SparkConf conf, StreamingConfig.S3 s3) {
    String hadoop = "spark.hadoop.fs.s3a.";
    conf.set(hadoop + "endpoint", s3.endpoint());
    conf.set(hadoop + "endpoint.region", s3.region());
    conf.set(hadoop + "access.key", s3.accessKey());
    conf.set(hadoop + "secret.key", s3.secretKey());
    conf.setIfMissing(
        hadoop + "aws.credentials.provider",
        "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
    conf.setIfMissing(hadoop + "path.style.access", "true");
    conf.setIfMissing(
        hadoop + "connection.ssl.enabled", Boolean.toString(s3.endpoint().startsWith("https")));
    conf.setIfMissing(hadoop + "threads.max", "16");
    conf.setIfMissing(hadoop + "fast.upload.buffer", "bytebuffer");
    // Otherwise each object written is followed by a delete of the markers of all its folders.
    conf.setIfMissing(hadoop + "directory.marker.retention", "keep");
    conf.setIfMissing(hadoop + "attempts.maximum", "3");
    conf.setIfMissing(hadoop + "connection.establish.timeout", "5s");
    conf.setIfMissing(hadoop + "connection.timeout", "30s");
    // Output appears by completing multipart uploads at job commit: no rename, no half-written
    // file.
    conf.setIfMissing(hadoop + "committer.name", "magic");
    conf.setIfMissing(hadoop + "committer.magic.enabled", "true");
    conf.setIfMissing(
        "spark.hadoop.mapreduce.outputcommitter.factory.scheme.s3a",
        "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory");
    conf.setIfMissing("spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs", "false");
    conf.setIfMissing(
        "spark.sql.sources.commitProtocolClass",
        "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol");
    conf.setIfMissing(
        "spark.sql.parquet.output.committer.class",
        "org.apache.spark.internal.io.cloud.BindingParquetOutputCommitter");
    conf.setIfMissing("spark.sql.parquet.compression.codec", "zstd");
  }
}
