package io.millrace.local.cli;

import io.millrace.local.stack.ComponentStatus;
import io.millrace.local.stack.Phase;
import io.millrace.local.stack.RunningStack;
import io.millrace.local.stack.StackStatus;
import io.millrace.local.stack.StateFolder;
import io.millrace.local.stack.StatusFile;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts a supervisor in a session of its own, and watches it until all is ready. */
final class DetachedStack {

  /** Tells the supervisor that it is one. */
  static final String OPTION = "--detached";

  private static final int LOG_LINES = 15;
  private static final long POLL_MILLISECONDS = 100;

  private final StateFolder folder;
  private final Screen screen;

  DetachedStack(StateFolder folder, Screen screen) {
    this.folder = folder;
    this.screen = screen;
  }

  /** Answers 0 once all is ready, also if it was up before. */
  int start(List<String> arguments) throws IOException, InterruptedException {
    Optional<RunningStack> running = RunningStack.find(folder);
    if (running.isPresent()) {
      screen.out().println("Already up, as process " + running.get().status().pid() + ".");
      Optional<ProcessHandle> supervisor = ProcessHandle.of(running.get().status().pid());
      return supervisor.isPresent() ? watch(supervisor.get()) : MillraceCommand.FAILED;
    }
    UpCommand.rotateLog(folder);
    Process process = launch(arguments);
    Thread hook = new Thread(() -> giveUp(process), "give-up");
    Runtime.getRuntime().addShutdownHook(hook);
    int code = watch(process.toHandle());
    Runtime.getRuntime().removeShutdownHook(hook);
    return code;
  }

  private Process launch(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    // A session of its own: closing this terminal, or Ctrl-C in it, does not reach it.
    command.add("setsid");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx96m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-D" + ModuleClasspath.HOME_PROPERTY + "=" + ModuleClasspath.home(),
            "-cp",
            System.getProperty("java.class.path"),
            MillraceCommand.class.getName()));
    for (String argument : arguments) {
      if (!argument.equals("-d") && !argument.equals("--detach")) {
        command.add(argument);
      }
    }
    command.add(OPTION);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(new java.io.File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log("supervisor").toFile()));
    builder.environment().remove("MILLRACE_TERMINAL");
    return builder.start();
  }

  /** Ctrl-C while it starts: nothing half-started stays. */
  private static void giveUp(Process process) {
    process.destroy();
    try {
      process.waitFor(2, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int watch(ProcessHandle supervisor) throws IOException, InterruptedException {
    long pid = supervisor.pid();
    StackStatus last = new StackStatus(pid, Instant.now(), Optional.empty(), List.of());
    try (StackDisplay display =
        new StackDisplay(screen, "Millrace is starting in the background", () -> status(pid))) {
      while (supervisor.isAlive()) {
        last = status(pid);
        if (last.ready().isPresent()) {
          display.say(
              Welcome.title(last),
              Welcome.lines(
                  folder, last, "It runs in the background: ./millrace status, logs NAME, down."));
          return 0;
        }
        Thread.sleep(POLL_MILLISECONDS);
      }
    }
    explain(last);
    return MillraceCommand.FAILED;
  }

  private StackStatus status(long pid) {
    try {
      return StatusFile.read(folder)
          .filter(status -> status.pid() == pid)
          .orElse(new StackStatus(pid, Instant.now(), Optional.empty(), List.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names the part that failed, with the end of its log; else the supervisor's. */
  private void explain(StackStatus last) throws IOException {
    Optional<ComponentStatus> failed =
        last.components().stream().filter(c -> c.phase() == Phase.FAILED).findFirst();
    String name = failed.map(c -> c.component().id()).orElse("supervisor");
    failed.ifPresent(c -> System.err.println("millrace: " + name + ": " + c.detail()));
    Path log = folder.log(name);
    if (!Files.exists(log)) {
      return;
    }
    List<String> lines = LogTail.last(log, LOG_LINES);
    if (failed.isEmpty()) {
      // What it says on standard error is the reason, and ends its log.
      lines.stream().dropWhile(line -> !line.startsWith("millrace: ")).forEach(System.err::println);
      return;
    }
    System.err.println("The end of " + log + ":");
    lines.forEach(line -> System.err.println("  " + line));
  }
}
