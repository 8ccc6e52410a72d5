package io.millrace.spark.batch;

import static org.assertj.core.api.Assertions.assertThat;

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
 * The program as people start it: by {@code spark-submit}, alone. On a cluster it runs in the local
 * stack's tests, which have one.
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
