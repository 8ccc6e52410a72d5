package io.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.stack.Component;
import io.millrace.local.stack.ComponentStatus;
import io.millrace.local.stack.StackPort;
import io.millrace.local.stack.StackStatus;
import io.millrace.local.stack.StateFolder;
import io.millrace.local.stack.StatusFile;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The command as a person gives it, each in a process of its own. */
@Execution(ExecutionMode.CONCURRENT)
class UpCommandIT {

  @TempDir Path folder;

  private int runs;

  /** What a command left. */
  private record Result(int code, String output) {}

  @AfterEach
  void stopWhateverIsUp() throws Exception {
    run("down");
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void runsInTheBackgroundUntilItIsToldToStop() throws Exception {
    Result up = run(upOnFreePorts("-d", "--no-simulator"));
    assertThat(up.code()).as(up.output()).isZero();
    assertThat(up.output())
        .contains("Millrace is up")
        .contains("curl -s http://127.0.0.1:")
        .contains("gateway ready: http://127.0.0.1:");
    List<ComponentStatus> components = status().components();
    assertThat(components)
        .extracting(ComponentStatus::component)
        .containsExactlyInAnyOrderElementsOf(usual());

    Result status = run("status");
    assertThat(status.code()).as(status.output()).isZero();
    assertThat(status.output()).contains("Millrace is up as process").contains("MB of memory");

    Result again = run(upOnFreePorts("-d"));
    assertThat(again.code()).as(again.output()).isZero();
    assertThat(again.output()).contains("Already up, as process " + status().pid());
    Result inFront = run(upOnFreePorts());
    assertThat(inFront.code()).isEqualTo(1);
    assertThat(inFront.output()).contains("already up, as process " + status().pid());
    assertThat(run("reset", "--yes").output()).contains("stop it first with: ./millrace down");

    Result simulation =
        run("simulate", "--events", "200", "--as-fast-as-possible", "--correction-share", "0.2");
    assertThat(simulation.code()).as(simulation.output()).isZero();
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () ->
                assertThat(run("audit").output())
                    .startsWith("telecom  exact: ")
                    .doesNotContain("telecom  exact: 0 windows")
                    .contains("opensky  exact: 0 windows"));

    assertThat(run("down").output()).contains("Millrace has stopped");
    assertThat(components).noneMatch(UpCommandIT::runs);
    assertThat(run("status").code()).isEqualTo(3);
    assertThat(Files.readString(new StateFolder(folder).log("supervisor")))
        .as("no password is logged")
        .doesNotContain(password());
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void namesThePortThatIsTakenAndStartsNothing() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Result up = run(upOnFreePorts("-d", "--spark-port", "" + taken.getLocalPort()));

      assertThat(up.code()).isEqualTo(1);
      assertThat(up.output())
          .contains("port " + taken.getLocalPort() + ", for spark, is taken by process")
          .contains("--spark-port");
      assertThat(folder.resolve("data")).doesNotExist();
    }
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void namesThePartThatDoesNotStartAndLeavesNothingRunning() throws Exception {
    Files.createDirectories(folder.resolve("data/s3"));
    Files.writeString(folder.resolve("data/s3/data"), "in the way of a folder");

    Result up = run(upOnFreePorts("-d", "--no-simulator"));

    assertThat(up.code()).isEqualTo(1);
    assertThat(up.output())
        .contains("millrace: s3: ")
        .contains("MILLRACE_S3_DATA_DIR is " + folder)
        .contains("The end of ");
    assertThat(status().components()).noneMatch(UpCommandIT::runs);
    assertThat(run("status").code()).isEqualTo(3);
  }

  /** All but the simulator, and the cluster that nobody asked for. */
  private static Set<Component> usual() {
    Set<Component> usual = EnumSet.allOf(Component.class);
    usual.removeAll(Component.onRequest());
    usual.add(Component.SCHEDULER);
    usual.remove(Component.SIMULATOR);
    return usual;
  }

  private static boolean runs(ComponentStatus component) {
    return component.pid() != 0
        && ProcessHandle.of(component.pid()).filter(ProcessHandle::isAlive).isPresent();
  }

  private StackStatus status() throws IOException {
    return StatusFile.read(new StateFolder(folder)).orElseThrow();
  }

  private String password() throws IOException {
    return Files.readAllLines(folder.resolve("secrets.properties")).stream()
        .filter(line -> line.startsWith("CLICKHOUSE="))
        .findFirst()
        .orElseThrow()
        .substring("CLICKHOUSE=".length());
  }

  private static String[] upOnFreePorts(String... options) {
    List<String> all = new ArrayList<>(List.of("up"));
    List<String> given = List.of(options);
    for (StackPort port : StackPort.values()) {
      if (!given.contains(port.option())) {
        all.addAll(List.of(port.option(), "0"));
      }
    }
    all.addAll(given);
    return all.toArray(String[]::new);
  }

  private Result run(String... arguments) throws Exception {
    Path output = folder.resolveSibling(folder.getFileName() + "-" + runs++ + ".txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-D" + ModuleClasspath.HOME_PROPERTY + "=" + ModuleClasspath.home(),
                "-cp",
                ModuleClasspath.of("local-stack"),
                MillraceCommand.class.getName(),
                arguments[0],
                "--state-dir",
                folder.toString()));
    command.addAll(List.of(arguments).subList(1, arguments.length));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(6, TimeUnit.MINUTES)).isTrue();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    Files.delete(output);
    return new Result(process.exitValue(), text);
  }
}
