package io.millrace.spark.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import io.millrace.spark.config.SparkSessions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as people start it: by {@code spark-submit}, alone; and what becomes of its runs in
 * the ledger. On a cluster it runs in the local stack's tests, which have one.
 */
@Timeout(300)
class SubmitIT {

  private static final Instant NOON = Instant.parse("2021-10-17T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String TABLE = "opensky.flights_batch";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static BatchStack stack;

  @BeforeAll
  static void start() throws Exception {
    stack = new BatchStack(folder);
    try (SparkSession spark =
        SparkSessions.forBatch("test", stack.config().master(), stack.config().s3(), false)) {
      ObjectStore store = new ObjectStore(spark.sparkContext().hadoopConfiguration());
      for (int i = 0; i < 4; i++) {
        try (FSDataOutputStream out = store.create("s3a://raw-data/flights/" + i + ".json")) {
          out.write(snapshot(i).getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  @AfterAll
  static void stop() throws Exception {
    stack.close();
  }

  @BeforeEach
  void clear() throws Exception {
    stack.execute("TRUNCATE TABLE " + TABLE);
  }

  @Test
  void runsBySparkSubmitAlone() throws Exception {
    String said = submit("alone", "local[2]", "--from-s3", "s3a://raw-data/flights/*");

    assertResult(said);
    assertThat(
            stack.texts(
                "SELECT concat(job, ' ', toString(state), ' ', input, ' ', toString(rows_read), ' ',"
                    + " toString(rows_kept), ' ', toString(finished_at > started_at), ' ',"
                    + " toString(bytes)) FROM millrace.batch_runs FINAL"
                    + " WHERE job = 'flights' ORDER BY started_at DESC LIMIT 1"))
        .containsExactly("flights succeeded s3a://raw-data/flights/* 400 400 1 " + bytes());
  }

  private static long bytes() {
    long bytes = 0;
    for (int i = 0; i < 4; i++) {
      bytes += snapshot(i).getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }

  @Test
  void entersARunAsRunningUntilItHasSucceeded() throws Exception {
    List<String> during = new ArrayList<>();

    RunLedger.keep(
        stack.config().clickHouse(),
        "fine",
        "some input",
        run -> {
          during.addAll(entered("fine"));
          return new RunReport()
              .with("rows_read", 10)
              .with("rows_kept", 7)
              .with("rows_kept_fixed", 2)
              .with("rows_quarantined", 3)
              .with("input_bytes", 1_234);
        });

    assertThat(during).containsExactly("running some input NULL read 0 kept 0 fixed 0 bad 0 of 0 ");
    assertThat(entered("fine"))
        .containsExactly("succeeded some input 1 read 10 kept 7 fixed 2 bad 3 of 1234 ");
  }

  @Test
  void entersWhyARunFailed() throws Exception {
    assertThatThrownBy(
            () ->
                RunLedger.keep(
                    stack.config().clickHouse(),
                    "broken",
                    "some input",
                    run -> {
                      throw new BatchException("there is \"nothing\" to read");
                    }))
        .hasMessage("there is \"nothing\" to read");

    assertThat(entered("broken"))
        .containsExactly(
            "failed some input 1 read 0 kept 0 fixed 0 bad 0 of 0 there is \"nothing\" to read");
  }

  private static List<String> entered(String job) {
    return stack.texts(
        "SELECT concat(toString(state), ' ', input, ' ',"
            + " ifNull(toString(finished_at >= started_at), 'NULL'), ' read ', toString(rows_read),"
            + " ' kept ', toString(rows_kept), ' fixed ', toString(rows_fixed), ' bad ',"
            + " toString(rows_quarantined), ' of ', toString(bytes), ' ', detail)"
            + " FROM millrace.batch_runs FINAL WHERE job = '"
            + job
            + "'");
  }

  @Test
  void endsWithACodeThatTellsWhoseFaultItIs() throws Exception {
    assertThat(exitCode("misused", "--from-postgres", "yesterday", "today")).isEqualTo(2);
    assertThat(exitCode("nothing", "--from-s3", "s3a://raw-data/none/*")).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("nothing.log")))
        .contains("--from-s3 is s3a://raw-data/none/*; no object matches it");
  }

  private static int exitCode(String name, String... source) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("flights"));
    arguments.addAll(List.of(source));
    try (ChildProcess batch =
        stack.java(name, BatchApplication.class.getName(), arguments, Map.of())) {
      assertThat(batch.endsWithin(PATIENCE)).isTrue();
      return batch.exitCode().orElseThrow();
    }
  }

  private static String submit(String name, String master, String... source) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--master",
                master,
                "--class",
                BatchApplication.class.getName(),
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.driver.bindAddress=127.0.0.1",
                jar().toString(),
                "flights"));
    arguments.addAll(List.of(source));
    try (ChildProcess submit =
        stack.java(
            name,
            "org.apache.spark.deploy.SparkSubmit",
            arguments,
            Map.of("SPARK_LOCAL_IP", "127.0.0.1"))) {
      assertThat(submit.endsWithin(PATIENCE)).as(submit.output()).isTrue();
      assertThat(submit.exitCode()).as(submit.output()).hasValue(0);
      return Files.readString(submit.logFile());
    }
  }

  private static void assertResult(String said) {
    assertThat(said)
        .containsPattern("input objects +4\n")
        .containsPattern("rows read +400\n")
        .containsPattern("rows kept +400\n")
        .contains("rows per second");
    assertThat(stack.texts("SELECT toString(count()) FROM " + TABLE)).containsExactly("400");
    assertThat(
            stack.texts(
                "SELECT toString(count()) FROM "
                    + stack.parquet("processed-data/flights/*/*/*.parquet")))
        .containsExactly("400");
  }

  private static String snapshot(int minute) {
    Instant time = NOON.plusSeconds(60L * minute);
    return Stream.iterate(0, i -> i + 1)
        .limit(100)
        .map(
            i ->
                "[\"%06x\",\"SWR1\",\"Switzerland\",%d,%d,8.5,47,1,false,2,3,0,null,1,null,false,0]"
                    .formatted(i, time.getEpochSecond(), time.getEpochSecond()))
        .collect(
            Collectors.joining(",", "{\"time\":" + time.getEpochSecond() + ",\"states\":[", "]}"));
  }

  private static Path jar() throws IOException {
    try (Stream<Path> files =
        Files.list(ModuleClasspath.home().resolve("spark-processors/target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("spark-processors-[0-9.]+.*\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }
}
