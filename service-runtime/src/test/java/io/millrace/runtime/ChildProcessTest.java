package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

  @TempDir Path folder;

  @Test
  void keepsTheOutputAndTheExitCode() throws Exception {
    try (ChildProcess child = start("echo out; echo err >&2; exit 7")) {
      child.onExit().get(10, TimeUnit.SECONDS);

      assertThat(child.exitCode()).hasValue(7);
      assertThat(Files.readString(child.logFile())).isEqualTo("out\nerr\n");
    }
  }

  @Test
  void answersOnlyTheOutputOfThisRun() throws Exception {
    try (ChildProcess first = start("echo before")) {
      assertThat(first.endsWithin(Duration.ofSeconds(10))).isTrue();
    }
    try (ChildProcess second = start("echo now")) {
      assertThat(second.endsWithin(Duration.ofSeconds(10))).isTrue();
      assertThat(second.output()).isEqualTo("now");
    }
  }

  @Test
  void saysWhatItWroteWhenItEndsBeforeItIsReady() {
    assertThatThrownBy(
            () -> ChildProcess.startReady(spec("echo no disk"), () -> false, Duration.ofMinutes(1)))
        .isInstanceOf(IOException.class)
        .hasMessage("script ended: no disk");
  }

  @Test
  void doesNotLeaveBehindWhatIsNotReadyInTime() {
    List<ProcessHandle> before = ProcessHandle.current().children().toList();

    assertThatThrownBy(
            () -> ChildProcess.startReady(spec("sleep 60"), () -> false, Duration.ofMillis(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("script was not ready within 0 s");
    assertThat(ProcessHandle.current().children()).isSubsetOf(before);
  }

  @Test
  void runsInASessionOfItsOwnSoThatACtrlCReachesTheSupervisorAlone() throws Exception {
    try (ChildProcess child = start("cut -d ' ' -f 6 /proc/self/stat; echo $$")) {
      assertThat(child.endsWithin(Duration.ofSeconds(10))).isTrue();
      assertThat(child.output().lines().distinct()).containsExactly(Long.toString(child.pid()));
    }
  }

  @Test
  void killsAChildThatIgnoresTheRequestToStop() throws Exception {
    try (ChildProcess child = start("trap '' TERM; echo ready; while true; do read -t 1 x; done")) {
      awaitOutput(child, "ready");

      assertThat(child.stop(Duration.ofMillis(200))).isFalse();
      assertThat(child.isAlive()).isFalse();
    }
  }

  @Test
  void endsASupervisedJvmWhenItsSupervisorDies() throws Exception {
    ChildProcess supervisor =
        java("supervisor", SupervisorMain.class.getName(), folder.resolve("supervisor.log"));
    awaitOutput(supervisor, "child ");
    long childPid =
        Long.parseLong(Files.readString(supervisor.logFile()).strip().substring("child ".length()));
    ProcessHandle child = ProcessHandle.of(childPid).orElseThrow();

    supervisor.kill();

    child.onExit().get(20, TimeUnit.SECONDS);
    assertThat(child.isAlive()).isFalse();
  }

  private ChildProcess start(String script) throws Exception {
    return ChildProcess.start(spec(script));
  }

  private ChildProcess.Spec spec(String script) {
    return new ChildProcess.Spec(
        "script", List.of("bash", "-c", script), Map.of(), folder, folder.resolve("log"));
  }

  private ChildProcess java(String name, String main, Path log) throws Exception {
    return ChildProcess.start(javaSpec(name, main, folder, log));
  }

  private static ChildProcess.Spec javaSpec(String name, String main, Path folder, Path log) {
    return ChildProcess.Spec.java(
        name,
        main,
        System.getProperty("java.class.path"),
        List.of("-Xmx32m"),
        Map.of(),
        folder,
        log);
  }

  private static void awaitOutput(ChildProcess child, String text) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!Files.readString(child.logFile()).contains(text)) {
      assertThat(System.nanoTime()).as("no \"%s\" within 20 s", text).isLessThan(deadline);
      child.onExit().completeOnTimeout(null, 20, TimeUnit.MILLISECONDS).get();
    }
  }

  /** Starts {@link ChildMain}, prints its process id, and waits for ever. */
  static final class SupervisorMain {
    public static void main(String[] args) throws Exception {
      Path folder = Path.of("").toAbsolutePath();
      ChildProcess child =
          ChildProcess.start(
              javaSpec("child", ChildMain.class.getName(), folder, folder.resolve("child.log")));
      System.out.println("child " + child.pid());
      child.onExit().get();
    }
  }

  /** Waits for ever, watching its supervisor. */
  static final class ChildMain {
    public static void main(String[] args) throws Exception {
      SupervisedProcess.watch();
      Thread.currentThread().join();
    }
  }
}
