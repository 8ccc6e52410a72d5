package io.millrace.spark.query;

import io.millrace.model.Domain;
import io.millrace.spark.config.StreamingConfig;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;

/** Reads a topic of change events as a stream. */
public final class KafkaSource {

  private static final int FETCH_WAIT_MILLIS = 10;

  private KafkaSource() {}

  /**
   * All records of some topics, from their beginning unless a checkpoint knows better. Only
   * committed transactions are seen, and records that are gone before they were read are an error.
   *
   * @param topics names with commas between them
   * @param maxRecordsPerTrigger bound of a micro-batch, so that a backlog is worked off in steps
   */
  public static Dataset<Row> stream(
      SparkSession spark, String bootstrapServers, String topics, int maxRecordsPerTrigger) {
    return reader(spark, bootstrapServers, topics, maxRecordsPerTrigger).load();
  }

  /** All change events of a domain's table. */
  public static Dataset<Row> changes(
      SparkSession spark, StreamingConfig config, Domain domain, String table) {
    return stream(
        spark, config.kafkaBootstrapServers(), domain.topic(table), config.maxRecordsPerTrigger());
  }

  /**
   * All change events of a domain's table, and the heartbeats of its database among them: they take
   * the same way at the same time, so that freshness is known also of a table that nobody writes.
   */
  public static Dataset<Row> changesAndHeartbeats(
      SparkSession spark, StreamingConfig config, Domain domain, String table) {
    return stream(
        spark,
        config.kafkaBootstrapServers(),
        domain.topic(table) + "," + domain.heartbeatTopic(),
        config.maxRecordsPerTrigger());
  }

  /** As {@link #stream}, with the column {@code headers}. */
  public static Dataset<Row> streamWithHeaders(
      SparkSession spark, String bootstrapServers, String topic, int maxRecordsPerTrigger) {
    return reader(spark, bootstrapServers, topic, maxRecordsPerTrigger)
        .option("includeHeaders", "true")
        .load();
  }

  private static DataStreamReader reader(
      SparkSession spark, String bootstrapServers, String topics, int maxRecordsPerTrigger) {
    return spark
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", bootstrapServers)
        .option("kafka.isolation.level", "read_committed")
        // Where a range ends with a transaction, Spark asks the broker for the first and the last
        // offset, and each answer waits behind the fetch that the consumer has under way: half a
        // second by Kafka's default, a whole one per micro-batch that reaches the end of a topic.
        .option("kafka.fetch.max.wait.ms", FETCH_WAIT_MILLIS)
        .option("subscribe", topics)
        .option("startingOffsets", "earliest")
        .option("failOnDataLoss", "true")
        .option("maxOffsetsPerTrigger", maxRecordsPerTrigger);
  }
}
