package io.millrace.spark.batch;

import io.millrace.spark.config.BatchConfig;
import io.millrace.spark.config.SparkSessions;
import java.io.IOException;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** A Spark session for the time of one job. */
public final class BatchSession {

  private BatchSession() {}

  /** What runs in the session. */
  @FunctionalInterface
  public interface Job {
    /**
     * Runs to its end.
     *
     * @throws IOException if the store does not do its part
     */
    RunReport run(SparkSession spark, RunId run) throws IOException;
  }

  /**
   * Runs a job, enters that in {@code millrace.batch_runs}, and shows how far it is: as a bar where
   * standard error is a terminal, else as lines in the log.
   *
   * @param name of the job, as Spark's pages and metrics shall show it
   * @param input what it is to read, for people
   */
  public static RunReport with(BatchConfig config, String name, String input, Job job)
      throws IOException {
    return RunLedger.keep(config.clickHouse(), name, input, run -> spark(config, name, job, run));
  }

  private static RunReport spark(BatchConfig config, String name, Job job, RunId run)
      throws IOException {
    boolean terminal = TaskProgress.hasTerminal();
    // Spark takes seconds before there is anything to draw.
    System.err.println(
        "batch "
            + name
            + ": starting Spark, "
            + new SparkConf().get("spark.master", config.master()));
    try (SparkSession spark =
        SparkSessions.forBatch("millrace-batch-" + name, config.master(), config.s3(), terminal)) {
      if (!terminal) {
        spark.sparkContext().addSparkListener(new TaskProgress());
      }
      return job.run(spark, run);
    }
  }
}
