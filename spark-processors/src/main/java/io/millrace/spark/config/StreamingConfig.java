package io.millrace.spark.config;

import io.millrace.model.Buckets;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import java.io.Serializable;
import java.time.Duration;

/**
 * Configuration of the streaming application, read once at start.
 *
 * @param kafkaBootstrapServers {@code MILLRACE_KAFKA_BOOTSTRAP_SERVERS}
 * @param clickHouse where aggregates and ledgers go
 * @param s3 where Parquet and checkpoints go
 * @param postgres where statistics are written back
 * @param trigger {@code MILLRACE_STREAM_TRIGGER}: how often a micro-batch starts; 0 = at once
 * @param lateness {@code MILLRACE_STREAM_LATENESS}: how far behind the newest event time a window
 *     stays open
 * @param maxRecordsPerTrigger {@code MILLRACE_STREAM_MAX_RECORDS}: bound of a micro-batch
 * @param rawTrigger {@code MILLRACE_RAW_TRIGGER}: how often raw change events become Parquet files
 * @param archiveInterval {@code MILLRACE_ARCHIVE_INTERVAL}: how often closed windows become Parquet
 * @param statisticsInterval {@code MILLRACE_STATISTICS_INTERVAL}: how often statistics are written
 *     back
 * @param executorPatience {@code MILLRACE_SPARK_EXECUTOR_PATIENCE}: how long the driver stays on a
 *     cluster that gives it no executor
 * @param checkpointLocation {@code MILLRACE_CHECKPOINT_LOCATION}: a folder every node can reach
 */
public record StreamingConfig(
    String kafkaBootstrapServers,
    ClickHouse clickHouse,
    S3 s3,
    Postgres postgres,
    Duration trigger,
    Duration lateness,
    int maxRecordsPerTrigger,
    Duration rawTrigger,
    Duration archiveInterval,
    Duration statisticsInterval,
    Duration executorPatience,
    String checkpointLocation)
    implements Serializable {

  /**
   * The analytics database.
   *
   * @param httpUrl {@code http://host:port}
   */
  public record ClickHouse(String httpUrl, String user, String password) implements Serializable {

    @Override
    public String toString() {
      return user + "@" + httpUrl;
    }
  }

  /**
   * The object store.
   *
   * @param endpoint {@code http://host:port} or {@code https://…}
   */
  public record S3(String endpoint, String region, String accessKey, String secretKey)
      implements Serializable {

    @Override
    public String toString() {
      return endpoint;
    }
  }

  /**
   * The source databases, for what analytics read and write there.
   *
   * @param user a role with the rights of millrace_analytics
   */
  public record Postgres(String host, int port, String user, String password)
      implements Serializable {

    /**
     * As the environment has it: {@code MILLRACE_POSTGRES_HOST}, {@code _PORT}, {@code
     * _ANALYTICS_USER} and {@code _ANALYTICS_PASSWORD}.
     *
     * @throws InvalidSettingException naming the first key that does not fit
     */
    public static Postgres from(Settings settings) {
      return new Postgres(
          settings.text("MILLRACE_POSTGRES_HOST", "127.0.0.1"),
          settings.port("MILLRACE_POSTGRES_PORT", 15_432),
          settings.text("MILLRACE_POSTGRES_ANALYTICS_USER", "millrace_analytics"),
          settings.secret("MILLRACE_POSTGRES_ANALYTICS_PASSWORD"));
    }

    /** The JDBC URL of one database. */
    public String url(String database) {
      return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    @Override
    public String toString() {
      return user + "@" + host + ":" + port;
    }
  }

  /**
   * Reads and checks everything.
   *
   * @throws InvalidSettingException naming the first key that does not fit
   */
  public static StreamingConfig from(Settings settings) {
    return new StreamingConfig(
        settings.text("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:19092"),
        clickHouse(settings),
        s3(settings),
        Postgres.from(settings),
        settings.duration("MILLRACE_STREAM_TRIGGER", Duration.ofSeconds(1)),
        settings.duration("MILLRACE_STREAM_LATENESS", Duration.ofMinutes(2)),
        (int) settings.number("MILLRACE_STREAM_MAX_RECORDS", 200_000, 1, 10_000_000),
        settings.duration("MILLRACE_RAW_TRIGGER", Duration.ofSeconds(30)),
        settings.duration("MILLRACE_ARCHIVE_INTERVAL", Duration.ofSeconds(15)),
        settings.duration("MILLRACE_STATISTICS_INTERVAL", Duration.ofSeconds(5)),
        settings.duration("MILLRACE_SPARK_EXECUTOR_PATIENCE", Duration.ofMinutes(5)),
        checkpointLocation(settings));
  }

  /** {@code MILLRACE_CHECKPOINT_LOCATION}: also batch jobs ask there how far the stream is. */
  public static String checkpointLocation(Settings settings) {
    return settings.text(
        "MILLRACE_CHECKPOINT_LOCATION",
        "s3a://" + Buckets.STREAMING_AGGREGATIONS + "/_checkpoints");
  }

  static ClickHouse clickHouse(Settings settings) {
    return new ClickHouse(
        httpUrl(settings.text("MILLRACE_CLICKHOUSE_URL", "jdbc:clickhouse://127.0.0.1:18123")),
        settings.text("MILLRACE_CLICKHOUSE_USER", "millrace"),
        settings.secret("MILLRACE_CLICKHOUSE_PASSWORD"));
  }

  static S3 s3(Settings settings) {
    return new S3(
        settings.text("MILLRACE_S3_ENDPOINT", "http://127.0.0.1:19000"),
        settings.text("MILLRACE_S3_REGION", "us-east-1"),
        settings.text("MILLRACE_S3_ACCESS_KEY"),
        settings.secret("MILLRACE_S3_SECRET_KEY"));
  }

  /** The HTTP address behind a JDBC URL, which is the form the setting has everywhere. */
  static String httpUrl(String jdbcUrl) {
    String allowed = "jdbc:clickhouse://host:port or jdbc:clickhouse:https://host:port";
    String prefix = "jdbc:clickhouse:";
    if (!jdbcUrl.startsWith(prefix)) {
      throw new InvalidSettingException("MILLRACE_CLICKHOUSE_URL", jdbcUrl, allowed);
    }
    String rest = jdbcUrl.substring(prefix.length());
    String url = rest.startsWith("//") ? "http:" + rest : rest;
    if (!url.matches("https?://[^/?]+/?")) {
      throw new InvalidSettingException("MILLRACE_CLICKHOUSE_URL", jdbcUrl, allowed);
    }
    return url;
  }
}
