package io.millrace.spark.batch;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import io.millrace.clickhouse.embedded.ClickHouseProcess;
import io.millrace.model.Domain;
import io.millrace.postgres.PostgresInit;
import io.millrace.postgres.embedded.PostgresOptions;
import io.millrace.postgres.embedded.PostgresServer;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import io.millrace.runtime.Settings;
import io.millrace.s3.embedded.S3Options;
import io.millrace.s3.embedded.S3Process;
import io.millrace.spark.config.BatchConfig;
import io.millrace.spark.config.SparkSessions;
import io.millrace.spark.config.StreamingConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import scala.Tuple2;

/** The real engines around a batch job. */
public final class BatchStack implements AutoCloseable {

  private static final String PASSWORD = "test-password";
  private static final String ANALYTICS = "analytics-of-tests";

  private final Path folder;
  private final S3Process s3;
  private final ClickHouseProcess clickHouse;
  private final PostgresServer postgres;
  private final Client client;

  public BatchStack(Path folder) throws Exception {
    this.folder = folder;
    // Hadoop keeps a client by the bucket's name, and another stack's store has another port.
    FileSystem.closeAll();
    this.s3 = S3Process.start(S3Options.in(folder.resolve("s3")));
    this.clickHouse =
        ClickHouseProcess.in(folder.resolve("clickhouse"))
            .credentials("millrace", PASSWORD)
            .maxMemory("1000MiB")
            .start();
    this.postgres = PostgresServer.start(PostgresOptions.in(folder.resolve("postgres")));
    this.client =
        new Client.Builder()
            .addEndpoint(clickHouse.httpUrl().toString())
            .setUsername("millrace")
            .setPassword(PASSWORD)
            .build();
    ChildProcess init =
        ChildProcess.start(
            ChildProcess.Spec.java(
                "clickhouse-init",
                "io.millrace.clickhouse.ClickHouseInit",
                ModuleClasspath.of("clickhouse-init"),
                List.of("-Xmx64m"),
                environment(),
                folder,
                folder.resolve("clickhouse-init.log")));
    init.onExit().get(60, TimeUnit.SECONDS);
    if (init.exitCode().orElseThrow() != 0) {
      throw new IllegalStateException(
          "clickhouse-init failed: " + Files.readString(init.logFile()));
    }
    new PostgresInit(
            postgres.host(), postgres.port(), postgres.adminUser(), postgres.adminPassword())
        .run(
            Map.of(
                PostgresInit.Roles.WRITER, "writer-of-tests",
                PostgresInit.Roles.REPLICATION, "replication-of-tests",
                PostgresInit.Roles.MONITOR, "monitor-of-tests",
                PostgresInit.Roles.ANALYTICS, ANALYTICS));
  }

  /** As the local stack gives it to Spark's processes. */
  public Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put(
        "MILLRACE_CLICKHOUSE_URL", "jdbc:clickhouse:" + clickHouse.httpUrl().toString());
    environment.put("MILLRACE_CLICKHOUSE_USER", "millrace");
    environment.put("MILLRACE_CLICKHOUSE_PASSWORD", PASSWORD);
    environment.put("MILLRACE_S3_ENDPOINT", s3.endpoint().toString());
    environment.put("MILLRACE_S3_ACCESS_KEY", s3.accessKey());
    environment.put("MILLRACE_S3_SECRET_KEY", s3.secretKey());
    environment.put("MILLRACE_POSTGRES_HOST", postgres.host());
    environment.put("MILLRACE_POSTGRES_PORT", Integer.toString(postgres.port()));
    environment.put("MILLRACE_POSTGRES_ANALYTICS_USER", PostgresInit.Roles.ANALYTICS);
    environment.put("MILLRACE_POSTGRES_ANALYTICS_PASSWORD", ANALYTICS);
    // Few, so that a test does not shuffle nothing many times.
    environment.put("MILLRACE_BATCH_PARTITIONS", "3");
    environment.put("MILLRACE_SPARK_MASTER", "local[2,4]");
    return environment;
  }

  public BatchConfig config() {
    return BatchConfig.from(Settings.of(environment()));
  }

  /** What reaches the store without a Spark session, by Spark's own settings. */
  public Configuration hadoop() {
    Configuration configuration = new Configuration();
    String prefix = "spark.hadoop.";
    for (Tuple2<String, String> setting :
        SparkSessions.common("tests", "local[2]", config().s3()).getAll()) {
      if (setting._1().startsWith(prefix)) {
        configuration.set(setting._1().substring(prefix.length()), setting._2());
      }
    }
    return configuration;
  }

  public StreamingConfig.Postgres postgresConfig() {
    return StreamingConfig.Postgres.from(Settings.of(environment()));
  }

  /** The database of flights, as its owner. */
  public Connection postgres() throws Exception {
    return postgres(Domain.OPENSKY);
  }

  /** A domain's database, as its owner. */
  public Connection postgres(Domain domain) throws Exception {
    return DriverManager.getConnection(
        postgres.jdbcUrl(domain.database()), postgres.adminUser(), postgres.adminPassword());
  }

  /** A JVM with the module's class path and the options that Spark needs. */
  public ChildProcess java(
      String name, String mainClass, List<String> more, Map<String, String> extra)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-Duser.timezone=Asia/Kathmandu"));
    command.addAll(opens());
    command.addAll(List.of("-cp", ModuleClasspath.of("spark-processors"), mainClass));
    command.addAll(more);
    Map<String, String> all = environment();
    all.putAll(extra);
    return ChildProcess.start(
        new ChildProcess.Spec(
            name, command, all, folder.resolve(name), folder.resolve(name + ".log")));
  }

  /** What Spark reaches into. */
  public static List<String> opens() {
    return List.of(System.getProperty("test.jvm.options", "").split(" ")).stream()
        .filter(option -> option.startsWith("--add-opens"))
        .toList();
  }

  /** ClickHouse's view of Parquet objects in a bucket. */
  public String parquet(String glob) {
    return "s3('%s/%s', '%s', '%s', 'Parquet')"
        .formatted(s3.endpoint(), glob, s3.accessKey(), s3.secretKey());
  }

  public List<GenericRecord> query(String sql) {
    return client.queryAll(sql);
  }

  /** The first column of a query's rows, as texts. */
  public List<String> texts(String sql) {
    return query(sql).stream().map(row -> row.getString(1)).toList();
  }

  public void execute(String sql) throws Exception {
    client.execute(sql).get().close();
  }

  @Override
  public void close() throws Exception {
    // Hadoop keeps clients for the life of the JVM, and the next store has another port.
    FileSystem.closeAll();
    client.close();
    postgres.close();
    clickHouse.close();
    s3.close();
  }
}
