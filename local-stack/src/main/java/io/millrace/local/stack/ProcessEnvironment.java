package io.millrace.local.stack;

import io.millrace.local.cluster.SparkCluster;
import io.millrace.postgres.PostgresInit.Roles;
import java.net.URI;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;

/**
 * The environment variables of Millrace's processes: each gets the addresses of what it talks to,
 * and no secret that it does not need.
 */
final class ProcessEnvironment {

  /** Set for what is given to every process. */
  static final String HTTP_HOST = "MILLRACE_HTTP_HOST";

  private final StackAddresses addresses;
  private final Secrets secrets;
  private final StateFolder folder;

  ProcessEnvironment(StackAddresses addresses, Secrets secrets, StateFolder folder) {
    this.addresses = addresses;
    this.secrets = secrets;
    this.folder = folder;
  }

  /** For the bridge: it reads the WAL and writes topics. */
  Map<String, String> bridge() {
    Map<String, String> all = postgres();
    all.put("MILLRACE_POSTGRES_REPLICATION_USER", Roles.REPLICATION);
    all.put("MILLRACE_POSTGRES_REPLICATION_PASSWORD", secrets.of(Secrets.Use.POSTGRES_REPLICATION));
    all.putAll(kafka());
    all.put("MILLRACE_BRIDGE_HTTP_PORT", port(addresses.bridge()));
    return all;
  }

  /** For stream and batch: they read topics and tables and write analytics and files. */
  Map<String, String> spark() {
    Map<String, String> all = postgres();
    all.put("MILLRACE_POSTGRES_ANALYTICS_USER", Roles.ANALYTICS);
    all.put("MILLRACE_POSTGRES_ANALYTICS_PASSWORD", secrets.of(Secrets.Use.POSTGRES_ANALYTICS));
    all.putAll(kafka());
    all.putAll(clickHouse());
    all.putAll(s3());
    all.put("MILLRACE_SPARK_HTTP_PORT", port(addresses.spark()));
    return all;
  }

  /** For the gateway: it reads analytics, and asks everything how it is. */
  Map<String, String> gateway() {
    Map<String, String> all = postgres();
    all.put("MILLRACE_POSTGRES_MONITOR_USER", Roles.MONITOR);
    all.put("MILLRACE_POSTGRES_MONITOR_PASSWORD", secrets.of(Secrets.Use.POSTGRES_MONITOR));
    all.putAll(kafka());
    all.putAll(clickHouse());
    all.putAll(s3());
    all.put("MILLRACE_BRIDGE_URL", addresses.bridge().toString());
    all.put("MILLRACE_SPARK_URL", addresses.spark().toString());
    all.put("MILLRACE_GATEWAY_HTTP_PORT", port(addresses.gateway()));
    if (Files.exists(folder.apiKeys())) {
      all.put("MILLRACE_GATEWAY_API_KEYS_FILE", folder.apiKeys().toString());
    }
    // This stack asks it how it is in plain HTTP, whatever is set where it is started.
    all.put("MILLRACE_GATEWAY_TLS_CERTIFICATE_FILE", "");
    all.put("MILLRACE_GATEWAY_TLS_KEY_FILE", "");
    return all;
  }

  /**
   * For the scheduler: its own database, and what its steps need, which inherit it.
   *
   * @param onCluster whether steps run on the stack's Spark cluster
   */
  Map<String, String> scheduler(boolean onCluster) {
    Map<String, String> all = spark();
    all.remove("MILLRACE_SPARK_HTTP_PORT");
    all.put("MILLRACE_POSTGRES_SCHEDULER_USER", Roles.SCHEDULER);
    all.put("MILLRACE_POSTGRES_SCHEDULER_PASSWORD", secrets.of(Secrets.Use.POSTGRES_SCHEDULER));
    all.put("MILLRACE_SCHEDULER_HTTP_PORT", port(addresses.scheduler()));
    all.put("MILLRACE_SCHEDULER_SPARK_HOME", folder.schedulerSpark().toString());
    all.put("MILLRACE_SCHEDULER_WORK_FOLDER", folder.data(Component.SCHEDULER).toString());
    if (onCluster) {
      all.put("MILLRACE_SCHEDULER_SPARK_MASTER", addresses.sparkCluster().url());
      all.put(
          "MILLRACE_SCHEDULER_SPARK_PROPERTIES",
          SparkCluster.applicationFile(folder.sparkCluster()).toString());
    }
    if (Files.exists(folder.apiKeys())) {
      all.put("MILLRACE_GATEWAY_API_KEYS_FILE", folder.apiKeys().toString());
    }
    return all;
  }

  /** For simulators and replays: they write events. */
  Map<String, String> simulator() {
    Map<String, String> all = postgres();
    all.put("MILLRACE_POSTGRES_WRITER_USER", Roles.WRITER);
    all.put("MILLRACE_POSTGRES_WRITER_PASSWORD", secrets.of(Secrets.Use.POSTGRES_WRITER));
    all.put("MILLRACE_MASKING_KEY", secrets.of(Secrets.Use.MASKING));
    all.put("MILLRACE_SIMULATOR_HTTP_PORT", port(addresses.simulator()));
    return all;
  }

  private Map<String, String> postgres() {
    Map<String, String> all = new TreeMap<>();
    all.put("MILLRACE_POSTGRES_HOST", addresses.postgres().host());
    all.put("MILLRACE_POSTGRES_PORT", Integer.toString(addresses.postgres().port()));
    all.put(HTTP_HOST, LocalStack.HOST);
    return all;
  }

  private Map<String, String> kafka() {
    Map<String, String> all = new TreeMap<>();
    all.put("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", addresses.kafka());
    all.put(HTTP_HOST, LocalStack.HOST);
    return all;
  }

  private Map<String, String> clickHouse() {
    return Map.of(
        "MILLRACE_CLICKHOUSE_URL", addresses.clickHouse().url(),
        "MILLRACE_CLICKHOUSE_USER", addresses.clickHouse().user(),
        "MILLRACE_CLICKHOUSE_PASSWORD", addresses.clickHouse().password());
  }

  private Map<String, String> s3() {
    return Map.of(
        "MILLRACE_S3_ENDPOINT", addresses.s3().endpoint().toString(),
        "MILLRACE_S3_REGION", addresses.s3().region(),
        "MILLRACE_S3_ACCESS_KEY", addresses.s3().accessKey(),
        "MILLRACE_S3_SECRET_KEY", addresses.s3().secretKey());
  }

  private static String port(URI address) {
    return Integer.toString(address.getPort());
  }
}
