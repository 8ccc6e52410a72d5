package io.millrace.local.e2e;

import static io.millrace.local.e2e.RunningPlatform.FIRST_COMPILER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.audit.AuditReport;
import io.millrace.local.cli.MillraceCommand;
import io.millrace.local.cluster.MasterPage;
import io.millrace.local.stack.Component;
import io.millrace.local.stack.ComponentStatus;
import io.millrace.local.stack.ExternalEngine;
import io.millrace.local.stack.LocalStack;
import io.millrace.local.stack.Phase;
import io.millrace.local.stack.StackOptions;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The stream and a batch job on a real standalone Spark cluster, as {@code up --spark-cluster} runs
 * it, while its machines die.
 */
@Tag("kill-matrix")
@Execution(ExecutionMode.CONCURRENT)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SparkClusterIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Instant NOON = Instant.parse("2021-10-17T12:00:00Z");

  /** With {@code -Dmillrace.kill.all=true} also the second worker. */
  private static final boolean KILL_ALL = Boolean.getBoolean("millrace.kill.all");

  private static final int EVENTS = KILL_ALL ? 24_000 : 14_000;
  private static final Set<Component> CLUSTER = Component.sparkCluster();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static LocalStack stack;
  private static StackProbe probe;

  @BeforeAll
  static void start() throws Exception {
    stack =
        LocalStack.start(
            StackOptions.in(folder.resolve("state"))
                .withComponents(
                    EnumSet.of(
                        Component.POSTGRES,
                        Component.KAFKA,
                        Component.S3,
                        Component.CLICKHOUSE,
                        Component.BRIDGE,
                        Component.SPARK))
                .withSparkCluster()
                .withFreePorts()
                .withEnvironment(Component.SPARK, "JAVA_TOOL_OPTIONS", FIRST_COMPILER)
                .withEnvironment(Component.SPARK_WORKER_1, "JAVA_TOOL_OPTIONS", FIRST_COMPILER)
                .withEnvironment(Component.SPARK_WORKER_2, "JAVA_TOOL_OPTIONS", FIRST_COMPILER)
                .withEnvironment(Component.BRIDGE, "JAVA_TOOL_OPTIONS", FIRST_COMPILER)
                // So many micro-batches that a machine dies in the middle of some.
                .withEnvironment(Component.SPARK, "MILLRACE_STREAM_MAX_RECORDS", "2000")
                .withEnvironment(Component.SPARK, "MILLRACE_STREAM_TRIGGER", "500ms")
                .withEnvironment(Component.SPARK, "MILLRACE_RAW_TRIGGER", "3s")
                .withEnvironment(Component.SPARK, "MILLRACE_ARCHIVE_INTERVAL", "5s"));
    probe = new StackProbe(stack);
  }

  @AfterAll
  static void stop() {
    if (probe != null) {
      probe.close();
    }
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  @Order(1)
  void equalsPostgresThoughAWorkerAndTheMasterAreKilledInMidStream() throws Exception {
    MasterPage.Application stream = stream();
    long driver = stack.status().of(Component.SPARK).orElseThrow().pid();
    try (ChildProcess simulator = simulator()) {
      awaitBatch(batch() + 3);

      kill(Component.SPARK_WORKER_1);
      awaitBatch(batch() + 2);
      if (KILL_ALL) {
        awaitRevived(Component.SPARK_WORKER_1);
        kill(Component.SPARK_WORKER_2);
        awaitBatch(batch() + 2);
      }
      kill(Component.SPARK_MASTER);
      long batchAtTheLastDeath = batch();

      assertThat(simulator.onExit().get(5, TimeUnit.MINUTES).exitValue())
          .as(Files.readString(simulator.logFile()))
          .isZero();
      AuditReport report = awaitExact();
      assertThat(report.events()).isGreaterThan(EVENTS * 9 / 10);
      assertThat(batch()).as("there was work left").isGreaterThan(batchAtTheLastDeath);
    }
    CLUSTER.forEach(SparkClusterIT::awaitRevived);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(master().ask().workers()).hasSize(2);
              assertThat(stream()).as("the master knows it still").isEqualTo(stream);
            });
    assertThat(stream.cores()).isEqualTo(2);
    assertThat(stack.status().of(Component.SPARK).orElseThrow().pid())
        .as("the driver outlived its workers and its master")
        .isEqualTo(driver);
    for (int worker = 1; worker <= 2; worker++) {
      assertThat(stack.folder().sparkCluster().resolve("work-" + worker).resolve(stream.id()))
          .as("worker %d ran executors of the stream", worker)
          .isNotEmptyDirectory();
    }
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  @Order(2)
  void keepsEveryLateEventDeadLetterAndRecordOnce() throws Exception {
    long late = probe.count("SELECT sum(late) FROM millrace.micro_batches FINAL");
    assertThat(late).isPositive();
    assertThat(probe.count("SELECT count() FROM millrace.late_events FINAL")).isEqualTo(late);
    long letters = probe.count("SELECT sum(dead_letters) FROM millrace.micro_batches FINAL");
    assertThat(letters).isPositive();
    assertThat(probe.count("SELECT count() FROM millrace.dead_letters FINAL")).isEqualTo(letters);
    assertThat(probe.records("millrace.dlq"))
        .as("a task that was done again may send its letters again, but none is missing")
        .isGreaterThanOrEqualTo(letters);

    String raw = probe.parquet("raw-data/telecom/telecom_events/*/*/*/*.parquet");
    long records = probe.records("telecom.public.telecom_events");
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () ->
                assertThat(
                        probe.count("SELECT uniqExact(kafka_partition, kafka_offset) FROM " + raw))
                    .isEqualTo(records));
    assertThat(probe.count("SELECT count() FROM " + raw)).isEqualTo(records);
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  @Order(3)
  void runsABatchJobOnTheSameCluster() throws Exception {
    try (S3Client store = store()) {
      for (int i = 0; i < 4; i++) {
        String key = "flights/" + i + ".json";
        store.putObject(
            request -> request.bucket("raw-data").key(key), RequestBody.fromString(snapshot(i)));
      }
    }

    String said =
        millrace(
            "batch",
            "--state-dir",
            stack.folder().root().toString(),
            "flights",
            "--from-s3",
            "s3a://raw-data/flights/?.json");

    assertThat(said)
        .contains("starting Spark, " + stack.addresses().sparkCluster().url())
        .containsPattern("rows read +400\n")
        .containsPattern("rows kept +400\n");
    assertThat(probe.count("SELECT count() FROM opensky.flights_batch")).isEqualTo(400);
    assertThat(
            probe.count(
                "SELECT count() FROM " + probe.parquet("processed-data/flights/*/*/*.parquet")))
        .isEqualTo(400);
    assertThat(master().ask().applications())
        .filteredOn(application -> application.name().equals("millrace-batch"))
        .singleElement()
        .satisfies(application -> assertThat(application.state()).isEqualTo("FINISHED"));
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  @Order(4)
  void showsNoSecretOnCommandLinesOnPagesOrInLogs() throws Exception {
    List<String> seen = new ArrayList<>();
    for (ComponentStatus part : stack.status().components()) {
      ProcessHandle.of(part.pid()).stream()
          .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
          .map(process -> text(Path.of("/proc", Long.toString(process.pid()), "cmdline")))
          .forEach(seen::add);
    }
    assertThat(seen)
        .filteredOn(line -> line.contains("CoarseGrainedExecutorBackend"))
        .as("executors of the stream")
        .hasSize(2);
    for (String page : List.of("/", "/json/", "/app/?appId=" + stream().id())) {
      seen.add(page(stack.addresses().sparkCluster().masterPage().resolve(page)));
    }
    for (int worker = 1; worker <= 2; worker++) {
      seen.add(page(stack.addresses().sparkCluster().workerPage(worker)));
    }
    try (Stream<Path> files =
        Stream.concat(
            Files.walk(stack.folder().root().resolve("logs")),
            Files.walk(stack.folder().sparkCluster().resolve("work-1")))) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".jar"))
          .map(SparkClusterIT::text)
          .forEach(seen::add);
    }

    Properties secrets = new Properties();
    try (var in = Files.newBufferedReader(stack.folder().root().resolve("secrets.properties"))) {
      secrets.load(in);
    }
    assertThat(secrets).containsKey("SPARK");
    for (Object secret : secrets.values()) {
      assertThat(seen).noneMatch(text -> text.contains(secret.toString()));
    }
  }

  private static ChildProcess simulator() throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx192m",
            "-cp",
            ModuleClasspath.of("telecom-simulator"),
            "io.millrace.simulator.TelecomSimulator",
            "run",
            "--seed",
            "44",
            "--events",
            Integer.toString(EVENTS),
            // Event times move more slowly than rows come, so that there are hours of windows.
            "--rate",
            "20",
            "--as-fast-as-possible",
            "--no-http",
            "--late-share",
            "0.03",
            "--dirty-share",
            "0.02",
            "--correction-share",
            "0.05",
            "--deletion-share",
            "0.02");
    return ChildProcess.start(
        new ChildProcess.Spec(
            "simulator",
            command,
            stack.simulatorEnvironment(),
            folder,
            folder.resolve("simulator.log")));
  }

  private static void kill(Component component) throws InterruptedException {
    System.out.println("killing " + component.id() + " after micro-batch " + batchOrMinusOne());
    stack.kill(component);
  }

  private static void awaitRevived(Component component) {
    await()
        .atMost(PATIENCE)
        .until(() -> stack.status().of(component).orElseThrow().phase() == Phase.READY);
  }

  private static MasterPage master() {
    return new MasterPage(stack.addresses().sparkCluster().masterPage());
  }

  private static MasterPage.Application stream() throws IOException {
    return master().ask().applications().stream()
        .filter(application -> application.name().equals("millrace-streaming"))
        .findFirst()
        .orElseThrow();
  }

  /** The newest batch that counted something: heartbeats alone make batches too. */
  private static long batch() throws SQLException {
    return probe.count(
        "SELECT maxOrDefault(toInt64(batch_id)) FROM millrace.micro_batches"
            + " WHERE query = 'telecom-metrics' AND contributions > 0");
  }

  private static long batchOrMinusOne() {
    try {
      return batch();
    } catch (SQLException e) {
      return -1;
    }
  }

  private static void awaitBatch(long batch) {
    await().atMost(PATIENCE).until(() -> batch() >= batch);
  }

  private static AuditReport awaitExact() {
    Callable<AuditReport> audit =
        () -> {
          AuditReport report = probe.audit();
          System.out.println(report.summary());
          return report;
        };
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .until(audit, AuditReport::exact);
  }

  private static S3Client store() {
    ExternalEngine.S3 s3 = stack.addresses().s3();
    return S3Client.builder()
        .endpointOverride(s3.endpoint())
        .region(Region.of(s3.region()))
        .forcePathStyle(true)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(s3.accessKey(), s3.secretKey())))
        .build();
  }

  /** A hundred aircraft at a minute after noon. */
  private static String snapshot(int minute) {
    long time = NOON.plusSeconds(60L * minute).getEpochSecond();
    return IntStream.range(0, 100)
        .mapToObj(
            i ->
                "[\"%06x\",\"SWR1\",\"Switzerland\",%d,%d,8.5,47,1,false,2,3,0,null,1,null,false,0]"
                    .formatted(i, time, time))
        .collect(Collectors.joining(",", "{\"time\":" + time + ",\"states\":[", "]}"));
  }

  /** What a command says, as a process, since a job inherits its terminal. */
  private static String millrace(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                "-D" + ModuleClasspath.HOME_PROPERTY + "=" + ModuleClasspath.home(),
                MillraceCommand.class.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }

  private static String page(URI address) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(address.toString()).isEqualTo(200);
    return answer.body();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
