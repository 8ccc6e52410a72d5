package io.millrace.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.stack.CommandLines;
import io.millrace.local.stack.Component;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code spark.sh} starts, by a {@code java} that only says what it was told. */
class SparkScriptTest {

  private static final String MASTER = "spark://spark-master:17077";

  @TempDir Path folder;

  /** What a driver has to be told. */
  private static final Map<String, String> CLUSTER =
      Map.of(
          "MILLRACE_SPARK_MASTER", MASTER,
          "MILLRACE_SPARK_SECRET", "a secret",
          "SPARK_HOSTNAME", "spark");

  private record Answer(int code, List<String> output) {}

  @BeforeEach
  void putJavaInPlace() throws Exception {
    Path java = folder.resolve("java");
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void givesTheDriverTheOptionsOfTheLocalStack() throws Exception {
    assertThat(options(run(CLUSTER, "stream").output()))
        .isEqualTo(options(CommandLines.of(Component.SPARK)));
    assertThat(options(run(CLUSTER, "batch", "flights").output()))
        .isEqualTo(options(CommandLines.batch(List.of("flights"))));
  }

  @Test
  void submitsWhatTheLocalStackStarts() throws Exception {
    List<String> said = run(CLUSTER, "stream", "--conf", "spark.cores.max=4").output();
    assertThat(said)
        .containsSequence("org.apache.spark.deploy.SparkSubmit", "--master", MASTER)
        .containsSequence("--deploy-mode", "client")
        .containsSequence("--class", "io.millrace.spark.StreamingApplication")
        .containsSequence("--conf", "spark.driver.host=spark")
        .containsSequence("--conf", "spark.driver.bindAddress=0.0.0.0")
        .as("the user's own come last and win")
        .endsWith("--conf", "spark.cores.max=4", "spark-internal");
    assertThat(String.join(" ", said)).as("is not an argument").doesNotContain("a secret");
    assertThat(Files.readString(Path.of(said.get(said.indexOf("--properties-file") + 1))))
        .isEqualTo("spark.authenticate true\nspark.authenticate.secret a secret\n");
    assertThat(CommandLines.of(Component.SPARK)).contains("io.millrace.spark.StreamingApplication");

    List<String> batch = run(CLUSTER, "batch", "flights", "--help").output();
    assertThat(batch.subList(batch.indexOf("spark-internal"), batch.size()))
        .containsExactly("spark-internal", "flights", "--help");
    assertThat(CommandLines.batch(List.of())).endsWith("io.millrace.spark.batch.BatchApplication");
  }

  @Test
  void startsMasterAndWorkersOnThePortsOfTheComposeFile() throws Exception {
    ComposeFile compose = ComposeFile.withDefaults();
    assertThat(run(compose.environment("spark-master"), "master").output())
        .containsSequence("--port", "17077", "--webui-port", "17080");
    for (String worker : List.of("spark-worker-1", "spark-worker-2")) {
      List<String> said = run(compose.environment(worker), "worker").output();
      String page = compose.texts(worker, "ports").get(0).replaceAll(".*:", "");
      assertThat(said)
          .containsSequence("--webui-port", page)
          .containsSequence("--memory", "1g")
          .endsWith(MASTER);
    }
  }

  @Test
  void saysWhatItNeeds() throws Exception {
    Answer worker = run(Map.of("MILLRACE_SPARK_SECRET", "a secret"), "worker");
    assertThat(worker.code()).isNotZero();
    assertThat(String.join("\n", worker.output())).contains("MILLRACE_SPARK_MASTER");
    Answer master = run(Map.of(), "master");
    assertThat(master.code()).isNotZero();
    assertThat(String.join("\n", master.output())).contains("MILLRACE_SPARK_SECRET");
    Answer unknown = run(Map.of(), "shell");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.output())
        .containsExactly(
            "spark.sh: shell is no part of Spark; allowed: master, worker, stream, batch");
  }

  /** The JVM's options, without the class path. */
  private static List<String> options(List<String> command) {
    return command.stream()
        .takeWhile(word -> !word.equals("-cp"))
        .filter(word -> word.startsWith("-"))
        .toList();
  }

  private Answer run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Project.COMPOSE.resolve("image/spark.sh").toString());
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("TMPDIR", folder.toString());
    builder.environment().merge("PATH", folder.toString(), (path, own) -> own + ":" + path);
    Process process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Answer(process.exitValue(), Files.readAllLines(output));
  }
}
