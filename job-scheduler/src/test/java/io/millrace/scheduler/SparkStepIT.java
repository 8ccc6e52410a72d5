package io.millrace.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.runtime.ModuleClasspath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A step that is a real Spark job, on the libraries that the batch jobs run with. */
@Timeout(600)
class SparkStepIT {

  private static final String JOB =
      """
      import org.apache.spark.sql.SparkSession;

      public class TinyJob {
        public static void main(String[] arguments) throws Exception {
          SparkSession spark = SparkSession.builder().getOrCreate();
          long even = spark.range(1000).filter("id % 2 = 0").count();
          System.out.println("driver has " + Runtime.getRuntime().maxMemory() / 1000000 + " MB");
          java.nio.file.Files.writeString(
              java.nio.file.Path.of(arguments[1]),
              "{\\"day\\": \\"" + arguments[0] + "\\", \\"even\\": " + even + ", \\"master\\": \\""
                  + spark.sparkContext().master() + "\\"}");
          spark.stop();
          if (arguments[0].endsWith("19")) {
            System.exit(3);
          }
        }
      }
      """;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void runsASparkJobAndKnowsHowItEnded() throws Exception {
    Map<String, String> settings = new TreeMap<>();
    settings.put("millrace.scheduler.spark-home", sparkHome().toString());
    settings.put("millrace.scheduler.application", jar().toString());
    settings.put("millrace.scheduler.main-class", "TinyJob");
    settings.put("millrace.scheduler.driver-memory", "500m");
    settings.put("millrace.scheduler.spark-conf.\"spark.ui.enabled\"", "false");
    settings.put(
        "millrace.scheduler.spark-conf.\"spark.driver.extraJavaOptions\"",
        "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Duser.timezone=UTC");
    settings.put("millrace.scheduler.jobs.tiny.cron", "0 0 0 1 1 ? 2099");
    settings.put("millrace.scheduler.jobs.tiny.run.command", "{day} {report}");
    try (SchedulerDatabase postgres = new SchedulerDatabase(folder.resolve("postgres"));
        TestScheduler scheduler =
            new TestScheduler(folder.resolve("scheduler"), postgres, "scheduler", settings)) {
      scheduler.begin().ready();
      long good = scheduler.run("tiny", "2026-11-20");
      long bad = scheduler.run("tiny", "2026-11-19");

      JsonNode detail = scheduler.ended(good);
      assertThat(TestScheduler.steps(detail))
          .as(detail.toPrettyString())
          .containsExactly("run 1 SUCCEEDED 0");
      assertThat(detail.at("/steps/0/report").toString())
          .isEqualTo("{\"day\":\"2026-11-20\",\"even\":500,\"master\":\"local[2]\"}");
      assertThat(detail.at("/steps/0/logTail").asText()).containsPattern("driver has 5\\d\\d MB");
      assertThat(TestScheduler.steps(scheduler.ended(bad))).containsExactly("run 1 FAILED 3");
    }
  }

  private Path sparkHome() throws Exception {
    Path home = folder.resolve("spark");
    Files.createDirectories(home.resolve("jars"));
    for (String entry : ModuleClasspath.of("spark-processors").split(":")) {
      Path jar = Path.of(entry);
      if (entry.endsWith(".jar")) {
        Files.createSymbolicLink(home.resolve("jars").resolve(jar.getFileName()), jar);
      }
    }
    Files.createSymbolicLink(
        home.resolve("bin"),
        ModuleClasspath.home().resolve("spark-processors/src/main/spark-home/bin"));
    return home;
  }

  private Path jar() throws Exception {
    Path source = folder.resolve("TinyJob.java");
    Files.writeString(source, JOB);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                ModuleClasspath.of("spark-processors"),
                "-d",
                folder.toString(),
                source.toString());
    assertThat(code).isZero();
    Path jar = folder.resolve("tiny.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String name : List.of("TinyJob.class")) {
        out.putNextEntry(new JarEntry(name));
        Files.copy(folder.resolve(name), out);
      }
    }
    return jar;
  }
}
