package io.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.stack.CommandLines;
import io.millrace.runtime.ModuleClasspath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchCommandTest {

  @TempDir Path folder;

  @Test
  void givesTheJobItsArgumentsItsMemoryAndWhatSparkNeeds() {
    List<String> job = List.of("flights", "--from-s3", "s3a://raw-data/flights/*.json.gz");

    List<String> command = CommandLines.batch(job);

    assertThat(command).endsWith(job.toArray(String[]::new));
    assertThat(command)
        .contains(
            "-Xmx1g",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "io.millrace.spark.batch.BatchApplication",
            ModuleClasspath.of("spark-processors"));
  }

  @Test
  void passesOptionsOnToTheJob() throws Exception {
    assertThat(output("batch", "flights", "--help")).contains("--from-postgres", "exit code 0");
  }

  @Test
  void needsAStack() throws Exception {
    assertThat(
            output("batch", "--state-dir", folder.toString(), "flights", "--from-s3", "s3a://a/b"))
        .contains("nothing is up with " + folder, "exit code 1");
  }

  @Test
  void namesAMasterThatIsNone() throws Exception {
    assertThat(output("batch", "--master", "yarn", "flights", "--from-s3", "s3a://a/b"))
        .contains(
            "--master is yarn; allowed: spark://host:port, local[N] or local[*]", "exit code 2");
  }

  @Test
  void submitsToAMasterOfTheUsers() {
    assertThat(CommandLines.batchElsewhere("spark://host:7077", List.of("flights")))
        .containsSubsequence(
            "org.apache.spark.deploy.SparkSubmit", "--master", "spark://host:7077", "--class")
        .contains(
            "spark.executor.extraClassPath=" + ModuleClasspath.of("spark-processors"), "flights");
  }

  /** As a process, since the job inherits this one's terminal. */
  private String output(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-D" + ModuleClasspath.HOME_PROPERTY + "=" + ModuleClasspath.home(),
                MillraceCommand.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return text + "exit code " + process.waitFor();
  }
}
