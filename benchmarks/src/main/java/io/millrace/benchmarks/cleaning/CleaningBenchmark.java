package io.millrace.benchmarks.cleaning;

import com.clickhouse.client.api.Client;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import io.millrace.clickhouse.ClickHouseInit;
import io.millrace.clickhouse.embedded.ClickHouseProcess;
import io.millrace.local.cluster.SparkSettings;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import io.millrace.s3.embedded.S3Options;
import io.millrace.s3.embedded.S3Process;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * {@code events-clean}, with every rule, what is kept apart and the report, beside two others that
 * do the plain part of the work on the same lines: bare Spark and the ClickHouse engine. All read
 * the same plain files and write Parquet to the same S3 store; Spark is {@code local[2]} with a
 * heap of 2 GB.
 *
 * <p>Arguments: a folder made by {@code ./millrace simulate generate}; and {@code beside} (the
 * default), {@code by-day} where bare Spark writes a folder a day as {@code events-clean} does, or
 * {@code alone} without the others, for inputs of many gigabytes. Run: {@code java -cp
 * benchmarks/target/classes:$(cat benchmarks/target/classpath)
 * io.millrace.benchmarks.cleaning.CleaningBenchmark FOLDER}
 */
public final class CleaningBenchmark {

  private static final String PASSWORD = "of-the-benchmark";
  private static final String SIDECAR = "telecom-events.planted.json";
  private static final Duration PATIENCE = Duration.ofHours(1);

  private static final String COLUMNS =
      "event_id Int64, event_type String, event_time String, recorded_at String, region String,"
          + " subscriber Nullable(String), counterparty Nullable(String),"
          + " duration_seconds Nullable(Int64), megabytes Nullable(Decimal(14, 3)),"
          + " amount Nullable(Decimal(14, 2)), source Nullable(String)";

  private final Path generated;
  private final Path report = ModuleClasspath.home().resolve("benchmarks/target/cleaning-report");
  private final Path work;
  private final Path lines;
  private final S3Process s3;
  private final ClickHouseProcess clickHouse;

  /** Who else does the work. */
  private enum Peers {
    BESIDE,
    BY_DAY,
    ALONE
  }

  private record Figures(double cpuSeconds, double seconds, long mebibytes) {}

  private CleaningBenchmark(
      Path generated, Path work, Path lines, S3Process s3, ClickHouseProcess clickHouse) {
    this.generated = generated;
    this.work = work;
    this.lines = lines;
    this.s3 = s3;
    this.clickHouse = clickHouse;
  }

  /** Runs all and prints the figures. */
  public static void main(String[] args) throws Exception {
    if (args.length == 0) {
      throw new IllegalArgumentException("no folder of lines is named");
    }
    Peers peers =
        args.length > 1
            ? Peers.valueOf(args[1].toUpperCase(Locale.ROOT).replace('-', '_'))
            : Peers.BESIDE;
    Path work = Files.createTempDirectory("millrace-cleaning-");
    try {
      Path lines = work.resolve("lines");
      plain(Path.of(args[0]), lines);
      try (S3Process s3 = S3Process.start(S3Options.in(work.resolve("s3")));
          ClickHouseProcess clickHouse =
              ClickHouseProcess.in(work.resolve("clickhouse"))
                  .credentials("millrace", PASSWORD)
                  .maxMemory("4000MiB")
                  .start()) {
        new ClickHouseInit(clickHouse.jdbcUrl(), "millrace", PASSWORD).run();
        new CleaningBenchmark(Path.of(args[0]), work, lines, s3, clickHouse).run(peers);
      }
    } finally {
      delete(work);
    }
  }

  /** Compressed files become plain: peers read them in other ways, or not at all. */
  private static void plain(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from, "*.jsonl*")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        Path plain = to.resolve(name.replaceAll("\\.(gz|zst)$", ""));
        if (name.endsWith(".jsonl")) {
          Files.createSymbolicLink(plain, file.toAbsolutePath());
          continue;
        }
        try (InputStream stored = Files.newInputStream(file);
            InputStream in =
                name.endsWith(".gz") ? new GZIPInputStream(stored) : new ZstdInputStream(stored)) {
          Files.copy(in, plain, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private void run(Peers peers) throws Exception {
    long bytes = 0;
    try (Stream<Path> files = Files.list(lines)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    System.out.printf(Locale.ROOT, "%,.0f MB of lines%n", bytes / 1e6);
    List<Figures> bare = new ArrayList<>();
    if (peers != Peers.ALONE) {
      print("ClickHouse, plain", bytes, engine());
      List<String> arguments =
          new ArrayList<>(List.of(lines.toString(), "s3a://processed-data/bare"));
      if (peers == Peers.BY_DAY) {
        arguments.add("date");
      }
      bare.add(spark("bare-spark", BareSpark.class.getName(), arguments));
      print("bare Spark, plain", bytes, bare.get(0));
    }
    Figures ours =
        spark(
            "events-clean",
            "io.millrace.spark.batch.BatchApplication",
            List.of("events-clean", lines.toString(), "--report-to", report.toString()));
    print("events-clean, all", bytes, ours);
    for (Figures other : bare) {
      System.out.printf(
          Locale.ROOT,
          "events-clean : bare Spark = %.2f in CPU seconds, %.2f in wall time%n",
          ours.cpuSeconds() / other.cpuSeconds(),
          ours.seconds() / other.seconds());
    }
    compare();
  }

  /** What the report counts, beside what the generator says that it planted. */
  private void compare() throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode planted = json.readTree(generated.resolve(SIDECAR).toFile()).get("planted");
    Map<String, Long> found = new HashMap<>();
    for (JsonNode rule : json.readTree(report.resolve("report.json").toFile()).get("rules")) {
      found.put(rule.get("name").asText(), rule.get("lines").asLong());
    }
    List<String> differences = new ArrayList<>();
    planted
        .fields()
        .forEachRemaining(
            kind -> {
              Long count = found.get(kind.getKey());
              if (count == null || count != kind.getValue().asLong()) {
                differences.add(kind.getKey() + " planted " + kind.getValue() + " found " + count);
              }
            });
    if (!differences.isEmpty()) {
      throw new IllegalStateException("report and sidecar differ: " + differences);
    }
    System.out.printf(
        "report and sidecar agree in all %d kinds; the page is %s%n",
        planted.size(), report.resolve("report.html"));
  }

  private static void print(String who, long bytes, Figures figures) {
    System.out.printf(
        Locale.ROOT,
        "  %-18s %6.1f CPU-s  %6.1f s  %6.0f MB/s  %,6d MiB at most%n",
        who,
        figures.cpuSeconds(),
        figures.seconds(),
        bytes / 1e6 / figures.seconds(),
        figures.mebibytes());
  }

  private Figures engine() throws Exception {
    String to =
        "s3('%s/processed-data/engine.parquet', '%s', '%s', 'Parquet')"
            .formatted(s3.endpoint(), s3.accessKey(), s3.secretKey());
    String sql =
        "INSERT INTO FUNCTION "
            + to
            + " SELECT event_id, event_type, parseDateTime64BestEffortOrNull(event_time, 6, 'UTC') AS event_time,"
            + " parseDateTime64BestEffortOrNull(recorded_at, 6, 'UTC') AS recorded_at, region, subscriber, counterparty,"
            + " duration_seconds, megabytes, amount, source FROM file('"
            + lines
            + "/*.jsonl', 'JSONEachRow', '"
            + COLUMNS
            + "') WHERE event_id != 0 AND event_time IS NOT NULL AND ifNull(duration_seconds, 0) >= 0"
            + " AND ifNull(megabytes, 0) >= 0 AND ifNull(amount, 0) >= 0"
            + " SETTINGS input_format_allow_errors_ratio = 1, s3_truncate_on_insert = 1,"
            + " input_format_null_as_default = 1, max_threads = 2";
    try (Client client =
        new Client.Builder()
            .addEndpoint(clickHouse.httpUrl().toString())
            .setUsername("millrace")
            .setPassword(PASSWORD)
            .setSocketTimeout(PATIENCE.toMillis())
            .build()) {
      Duration before = cpu(clickHouse.pid());
      long began = System.nanoTime();
      client.execute(sql).get(PATIENCE.toSeconds(), TimeUnit.SECONDS).close();
      double wall = (System.nanoTime() - began) / 1e9;
      return new Figures(
          cpu(clickHouse.pid()).minus(before).toMillis() / 1e3, wall, peak(clickHouse.pid()));
    }
  }

  private static Duration cpu(long pid) {
    return ProcessHandle.of(pid).orElseThrow().info().totalCpuDuration().orElseThrow();
  }

  private static long peak(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .sum();
  }

  private Figures spark(String name, String program, List<String> arguments) throws Exception {
    Path figures = work.resolve(name + ".figures");
    List<String> options =
        new ArrayList<>(List.of("-Xmx2g", "-XX:+UseParallelGC", "-Duser.timezone=UTC"));
    options.addAll(SparkSettings.OPENS);
    String more = System.getProperty("spark.jvm.options", "");
    if (!more.isBlank()) {
      options.addAll(List.of(more.split(" ")));
    }
    List<String> all = new ArrayList<>(List.of(figures.toString(), program));
    all.addAll(arguments);
    ChildProcess.Spec spec =
        ChildProcess.Spec.java(
            name,
            MeteredProgram.class.getName(),
            ModuleClasspath.of("spark-processors")
                + File.pathSeparator
                + ModuleClasspath.home().resolve("benchmarks/target/classes"),
            options,
            environment(),
            work,
            work.resolve(name + ".log"));
    List<String> command = new ArrayList<>(spec.command());
    command.addAll(all);
    try (ChildProcess child =
        ChildProcess.start(
            new ChildProcess.Spec(
                name, command, environment(), work.resolve(name), work.resolve(name + ".log")))) {
      child.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (child.exitCode().orElseThrow() != 0) {
        throw new IllegalStateException(name + " failed:\n" + child.output());
      }
    }
    String[] numbers = Files.readString(figures).split(" ");
    return new Figures(
        Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]), Long.parseLong(numbers[2]));
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("MILLRACE_CLICKHOUSE_URL", "jdbc:clickhouse:" + clickHouse.httpUrl());
    environment.put("MILLRACE_CLICKHOUSE_USER", "millrace");
    environment.put("MILLRACE_CLICKHOUSE_PASSWORD", PASSWORD);
    environment.put("MILLRACE_S3_ENDPOINT", s3.endpoint().toString());
    environment.put("MILLRACE_S3_ACCESS_KEY", s3.accessKey());
    environment.put("MILLRACE_S3_SECRET_KEY", s3.secretKey());
    environment.put("MILLRACE_SPARK_MASTER", "local[2]");
    return environment;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
