package io.millrace.benchmarks;

import io.millrace.local.stack.CommandLines;
import io.millrace.local.stack.Component;
import io.millrace.local.stack.ExternalEngine;
import io.millrace.local.stack.RunningStack;
import io.millrace.runtime.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The flights domain: trajectories replayed into PostgreSQL, beside PostgreSQL copying the same
 * rows by itself; from there to exact windows; a whole snapshot from its commit to the gateway's
 * answer; and the batch job, beside the ClickHouse engine that does the plain part of it (the same
 * JSON, typed, to Parquet, with no rule, no order and no second sink).
 *
 * <p>Arguments: a trajectory file; snapshots to time (20), of 5,485 aircraft each. CPU seconds of
 * what did the work stand beside the wall time.
 *
 * <p>Run: {@code java -cp benchmarks/target/classes:$(cat benchmarks/target/classpath)
 * io.millrace.benchmarks.FlightsBenchmark switzerland.json.gz}
 */
public final class FlightsBenchmark {

  private static final int AIRCRAFT = 5_485;
  private static final Instant FIRST_MINUTE = Instant.parse("2030-01-01T00:00:00Z");
  private static final String REPLAYED =
      "SELECT count(*) FROM processed_flights WHERE source LIKE 'replay:%'";

  private static final String RAW = "raw-data/flights/*";
  private static final Pattern STATES = Pattern.compile("\"states\":(\\d+)");
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final BenchmarkStack bench;
  private final RunningStack running;

  private FlightsBenchmark(BenchmarkStack bench) throws IOException {
    this.bench = bench;
    this.running = RunningStack.find(bench.stack().folder()).orElseThrow();
  }

  /** Runs it and prints the figures. */
  public static void main(String[] args) throws Exception {
    if (args.length == 0) {
      throw new IllegalArgumentException("no trajectory file is named");
    }
    int snapshots = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    try (BenchmarkStack bench = BenchmarkStack.start()) {
      FlightsBenchmark benchmark = new FlightsBenchmark(bench);
      benchmark.snapshots(snapshots);
      // What runs by now is warm.
      benchmark.replay(Path.of(args[0]));
      benchmark.batch();
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private double seconds(Work work) throws Exception {
    long began = System.nanoTime();
    work.run();
    return (System.nanoTime() - began) / 1e9;
  }

  private double cpuSeconds(Component component) {
    return bench.cpu().getOrDefault(component, Duration.ZERO).toMillis() / 1_000.0;
  }

  private void replay(Path file) throws Exception {
    double postgresBefore = cpuSeconds(Component.POSTGRES);
    Map<Component, Duration> cpu = bench.cpu();
    long began = System.nanoTime();
    double replayed =
        seconds(
            () ->
                runToEnd(
                    bench.simulator(
                        "flights",
                        "replay",
                        file.toString(),
                        "--speed-up",
                        "max",
                        "--rejects",
                        bench.folder().resolve("rejects").toString())));
    double postgresReplay = cpuSeconds(Component.POSTGRES) - postgresBefore;
    try (Connection opensky = writer()) {
      long before = BenchmarkStack.number(opensky, REPLAYED.replace("LIKE", "NOT LIKE"));
      long rows = BenchmarkStack.number(opensky, REPLAYED);
      awaitRows(before + rows);
      double carried = (System.nanoTime() - began) / 1e9;
      System.out.printf("replay of %s, %,d states%n", file.getFileName(), rows);
      System.out.printf(
          "  replayed           %7.1f s  %,8.0f states/s  PostgreSQL %.1f CPU-s%n",
          replayed, rows / replayed, postgresReplay);
      System.out.printf("  exact in analytics %7.1f s  %,8.0f states/s%n", carried, rows / carried);
      bench.printCpuSince(cpu, Duration.ofMillis((long) (carried * 1_000)));
    }
    copy();
  }

  /** The limit: the server takes the same rows from itself, into a table with the same indexes. */
  private void copy() throws Exception {
    try (Connection admin = admin();
        Statement statement = admin.createStatement()) {
      statement.execute("CREATE TABLE copied (LIKE processed_flights INCLUDING ALL)");
      double cpu = cpuSeconds(Component.POSTGRES);
      double copied =
          seconds(
              () ->
                  statement.execute(
                      "INSERT INTO copied SELECT * FROM processed_flights WHERE source LIKE 'replay:%'"));
      long rows = BenchmarkStack.number(admin, "SELECT count(*) FROM copied");
      System.out.printf(
          "  limit, PostgreSQL copies them itself %.1f s  %,.0f states/s  %.1f CPU-s%n",
          copied, rows / copied, cpuSeconds(Component.POSTGRES) - cpu);
      statement.execute("DROP TABLE copied");
    }
  }

  /** A snapshot each five seconds, each in a minute of its own, seen from both ends. */
  private void snapshots(int count) throws Exception {
    List<Long> millis = new ArrayList<>();
    try (ChildProcess simulator =
            bench.simulator(
                "flights",
                "simulate",
                "--aircraft",
                Integer.toString(AIRCRAFT),
                "--start",
                FIRST_MINUTE.toString(),
                "--interval",
                "60s",
                "--speed-up",
                "12",
                "--snapshots",
                Integer.toString(count),
                "--no-http");
        Connection opensky = writer()) {
      HttpClient client = HttpClient.newHttpClient();
      for (int i = 0; i < count; i++) {
        Instant minute = FIRST_MINUTE.plus(Duration.ofMinutes(i));
        await(() -> committed(opensky, minute));
        long committed = System.nanoTime();
        await(() -> states(client, minute) == AIRCRAFT);
        millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - committed));
      }
      simulator.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    // The first ones find everything cold.
    List<Long> warm = new ArrayList<>(millis.subList(Math.min(3, count / 2), count));
    Collections.sort(warm);
    System.out.printf(
        "%d snapshots of %,d aircraft: from their commit to the gateway's answer with all of them%n"
            + "  p50 %d ms  p90 %d ms  max %d ms%n",
        warm.size(),
        AIRCRAFT,
        warm.get(warm.size() / 2),
        warm.get((int) Math.ceil(0.9 * warm.size()) - 1),
        warm.get(warm.size() - 1));
  }

  private static boolean committed(Connection opensky, Instant minute) throws SQLException {
    return BenchmarkStack.number(
            opensky, "SELECT count(*) FROM processed_flights WHERE observed_at = '" + minute + "'")
        == AIRCRAFT;
  }

  private long states(HttpClient client, Instant minute) throws Exception {
    URI address =
        bench
            .stack()
            .addresses()
            .gateway()
            .resolve(
                "/api/v1/flights/quality?from=%s&to=%s"
                    .formatted(minute, minute.plus(Duration.ofMinutes(1))));
    HttpResponse<String> answer =
        client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    Matcher states = STATES.matcher(answer.body());
    if (answer.statusCode() != 200 || !states.find()) {
      throw new IllegalStateException(address + " answers " + answer.body());
    }
    return Long.parseLong(states.group(1));
  }

  private void batch() throws Exception {
    runToEnd(
        bench.simulator(
            "flights",
            "simulate",
            "--aircraft",
            "5000",
            "--start",
            "2031-01-01T00:00:00Z",
            "--snapshots",
            "200",
            "--speed-up",
            "max",
            "--no-http"));
    try (Connection opensky = writer()) {
      awaitRows(BenchmarkStack.number(opensky, "SELECT count(*) FROM processed_flights"));
      long snapshots = BenchmarkStack.number(opensky, "SELECT count(*) FROM raw_flights");
      while (BenchmarkStack.number(
              bench.clickHouse(), "SELECT count() FROM " + objects(RAW, "RawBLOB"))
          < snapshots) {
        TimeUnit.SECONDS.sleep(5);
      }
    }
    double engineCpu = cpuSeconds(Component.CLICKHOUSE);
    double engine =
        seconds(
            () -> {
              try (Statement statement = bench.clickHouse().createStatement()) {
                statement.execute(plainPart());
              }
            });
    engineCpu = cpuSeconds(Component.CLICKHOUSE) - engineCpu;
    double batchCpu;
    double batch;
    try (ChildProcess job =
        ChildProcess.start(
            new ChildProcess.Spec(
                "batch",
                CommandLines.batch(List.of("flights", "--from-s3", "s3a://raw-data/flights/*")),
                running.batchEnvironment(Map.of()),
                bench.folder(),
                bench.folder().resolve("batch.log")))) {
      ProcessHandle process = ProcessHandle.of(job.pid()).orElseThrow();
      Duration[] used = {Duration.ZERO};
      batch =
          seconds(
              () -> {
                while (job.isAlive()) {
                  used[0] = process.info().totalCpuDuration().orElse(used[0]);
                  TimeUnit.MILLISECONDS.sleep(50);
                }
              });
      batchCpu = used[0].toMillis() / 1_000.0;
      if (job.exitCode().orElse(1) != 0) {
        throw new IllegalStateException(Files.readString(job.logFile()));
      }
    }
    long rows =
        BenchmarkStack.number(bench.clickHouse(), "SELECT count() FROM opensky.flights_batch");
    System.out.printf("batch of %,d states from raw snapshots%n", rows);
    System.out.printf(
        "  batch, start of the JVM included %6.1f s  %,8.0f states/s  %6.1f CPU-s%n",
        batch, rows / batch, batchCpu);
    System.out.printf(
        "  ClickHouse's engine, plain part  %6.1f s  %,8.0f states/s  %6.1f CPU-s%n",
        engine, rows / engine, engineCpu);
  }

  private String plainPart() {
    return "INSERT INTO FUNCTION "
        + objects("processed-data/plain/part.parquet", "Parquet")
        + " SELECT JSONExtract(s, 1, 'String') AS icao24,"
        + " trim(ifNull(JSONExtract(s, 2, 'Nullable(String)'), '')) AS callsign,"
        + " trim(ifNull(JSONExtract(s, 3, 'Nullable(String)'), '')) AS origin_country,"
        + " JSONExtract(s, 4, 'Nullable(Float64)') AS time_position,"
        + " JSONExtract(s, 5, 'Float64') AS last_contact,"
        + " JSONExtract(s, 6, 'Nullable(Float64)') AS longitude,"
        + " JSONExtract(s, 7, 'Nullable(Float64)') AS latitude,"
        + " JSONExtract(s, 8, 'Nullable(Float64)') AS baro_altitude,"
        + " JSONExtractBool(s, 9) AS on_ground,"
        + " JSONExtract(s, 10, 'Nullable(Float64)') AS velocity,"
        + " JSONExtract(s, 11, 'Nullable(Float64)') AS true_track,"
        + " JSONExtract(s, 12, 'Nullable(Float64)') AS vertical_rate,"
        + " JSONExtract(s, 14, 'Nullable(Float64)') AS geo_altitude, t AS observed_at"
        + " FROM (SELECT JSONExtractFloat(document, 'time') AS t,"
        + " arrayJoin(JSONExtractArrayRaw(document, 'states')) AS s"
        + " FROM (SELECT arrayJoin(splitByChar('\\n', trim(raw_blob))) AS document FROM "
        + objects(RAW, "RawBLOB")
        + ")) SETTINGS s3_truncate_on_insert = 1";
  }

  private String objects(String path, String format) {
    ExternalEngine.S3 s3 = bench.stack().addresses().s3();
    return "s3('%s/%s', '%s', '%s', '%s')"
        .formatted(s3.endpoint(), path, s3.accessKey(), s3.secretKey(), format);
  }

  private void awaitRows(long rows) throws Exception {
    await(
        () ->
            BenchmarkStack.number(
                    bench.clickHouse(),
                    "SELECT sum(states) + sum(quarantined) FROM opensky.country_statistics")
                == rows);
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("waited " + PATIENCE.toMinutes() + " min in vain");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static void runToEnd(ChildProcess process) throws Exception {
    try (process) {
      int code = process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS).exitValue();
      if (code != 0) {
        throw new IllegalStateException(Files.readString(process.logFile()));
      }
    }
  }

  private Connection writer() throws SQLException {
    Map<String, String> environment = bench.stack().simulatorEnvironment();
    return DriverManager.getConnection(
        bench.stack().addresses().postgresUrl("opensky"),
        environment.get("MILLRACE_POSTGRES_WRITER_USER"),
        environment.get("MILLRACE_POSTGRES_WRITER_PASSWORD"));
  }

  private Connection admin() throws SQLException {
    ExternalEngine.Postgres postgres = bench.stack().addresses().postgres();
    return DriverManager.getConnection(
        bench.stack().addresses().postgresUrl("opensky"),
        postgres.adminUser(),
        postgres.adminPassword());
  }
}
