package io.millrace.benchmarks;

import io.millrace.local.audit.AuditReport;
import io.millrace.local.audit.TelecomAudit;
import io.millrace.local.stack.Component;
import io.millrace.local.stack.ExternalEngine;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Signed partial sums beside Spark's stateful windows: the same topic, the same audit. Prints for
 * each how many windows equal PostgreSQL's, what the watermark dropped, CPU and wall time. ADR 1
 * rests on it.
 *
 * <p>Arguments: events (100000). Run: {@code java -cp benchmarks/target/classes:$(cat
 * benchmarks/target/classpath) io.millrace.benchmarks.AggregationBenchmark 100000}
 */
public final class AggregationBenchmark {

  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  private AggregationBenchmark() {}

  /** Runs both and prints the figures. */
  public static void main(String[] args) throws Exception {
    String events = args.length > 0 ? args[0] : "100000";
    try (BenchmarkStack bench = BenchmarkStack.start()) {
      // The platform's own stream steps aside; only the topic matters.
      bench.stack().stop(Component.SPARK);
      createTables(bench);
      try (ChildProcess simulator =
          bench.simulator(
              "run", "--events", events, "--rate", "50", "--as-fast-as-possible", "--no-http")) {
        simulator.onExit().get(15, TimeUnit.MINUTES);
      }
      awaitQuietTopic(bench);
      run(bench, "partials", "bench.partial_metrics");
      run(bench, "windows", "(SELECT * FROM bench.windows FINAL WHERE events != 0)");
    }
  }

  private static void createTables(BenchmarkStack bench) throws SQLException {
    try (Statement statement = bench.clickHouse().createStatement()) {
      statement.execute("CREATE DATABASE bench");
      statement.execute("CREATE TABLE bench.partials AS telecom.real_time_partials");
      statement.execute(
          "CREATE VIEW bench.partial_metrics AS SELECT window_start, event_type, region,"
              + " sum(p.events) AS events, sum(p.duration_seconds) AS duration_seconds,"
              + " sum(p.megabytes) AS megabytes, sum(p.amount) AS amount,"
              + " length(mapFilter((k, n) -> n > 0, sumMap(p.subscribers))) AS distinct_subscribers"
              + " FROM bench.partials AS p GROUP BY window_start, event_type, region"
              + " HAVING events != 0");
      statement.execute(
          "CREATE TABLE bench.windows (window_start DateTime('UTC'), event_type String,"
              + " region String, events Int64, duration_seconds Int64, megabytes Decimal(38, 3),"
              + " amount Decimal(38, 2), distinct_subscribers UInt64, version UInt64)"
              + " ENGINE = ReplacingMergeTree(version)"
              + " ORDER BY (window_start, event_type, region)");
    }
  }

  /** The bridge's slot has nothing left to read once its confirmed position stands at the end. */
  private static void awaitQuietTopic(BenchmarkStack bench) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(10));
    while (Instant.now().isBefore(deadline)) {
      long behind =
          BenchmarkStack.number(
              bench.postgres(),
              "SELECT coalesce(max(pg_current_wal_lsn() - confirmed_flush_lsn), 1000000)::bigint"
                  + " FROM pg_replication_slots");
      if (behind < 10_000) {
        return;
      }
      TimeUnit.SECONDS.sleep(1);
    }
    throw new IllegalStateException("the bridge did not catch up within 10 minutes");
  }

  private static void run(BenchmarkStack bench, String variant, String source) throws Exception {
    ExternalEngine.ClickHouse clickHouse = bench.stack().addresses().clickHouse();
    ExternalEngine.S3 s3 = bench.stack().addresses().s3();
    Map<String, String> environment =
        Map.of(
            "MILLRACE_KAFKA_BOOTSTRAP_SERVERS", bench.stack().addresses().kafka(),
            "MILLRACE_CLICKHOUSE_URL", clickHouse.url(),
            "MILLRACE_CLICKHOUSE_USER", clickHouse.user(),
            "MILLRACE_CLICKHOUSE_PASSWORD", clickHouse.password(),
            "MILLRACE_S3_ENDPOINT", s3.endpoint().toString(),
            "MILLRACE_S3_ACCESS_KEY", s3.accessKey(),
            "MILLRACE_S3_SECRET_KEY", s3.secretKey());
    List<String> options = new ArrayList<>(List.of("-Xmx1g", "-Duser.timezone=UTC"));
    OPENED.forEach(name -> options.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    String classPath =
        ModuleClasspath.home().resolve("benchmarks/target/classes")
            + ":"
            + ModuleClasspath.of("spark-processors");
    Path checkpoint = bench.folder().resolve("checkpoint-" + variant);
    Instant start = Instant.now();
    Duration cpu = Duration.ZERO;
    ChildProcess process =
        bench.java(
            variant,
            classPath,
            options,
            environment,
            AggregationVariant.class.getName(),
            variant,
            checkpoint.toString());
    try (process) {
      ProcessHandle handle = ProcessHandle.of(process.pid()).orElseThrow();
      while (process.isAlive()) {
        cpu = handle.info().totalCpuDuration().orElse(cpu);
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    if (process.exitCode().orElse(-1) != 0) {
      throw new IllegalStateException(variant + " failed; see " + process.logFile());
    }
    String result =
        Files.readAllLines(process.logFile()).stream()
            .filter(line -> line.startsWith("RESULT"))
            .findFirst()
            .orElse("RESULT none");
    AuditReport report =
        new TelecomAudit(bench.postgres(), bench.clickHouse()).run(source, Optional.empty());
    System.out.printf(
        "%-9s %.1f s wall, %.1f CPU-s with start-up; %s; %s%n",
        variant,
        Duration.between(start, Instant.now()).toMillis() / 1_000.0,
        cpu.toMillis() / 1_000.0,
        report.summary(),
        result.substring("RESULT ".length()));
  }
}
