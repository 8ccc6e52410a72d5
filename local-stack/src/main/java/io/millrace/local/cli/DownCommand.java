package io.millrace.local.cli;

import io.millrace.local.stack.RunningStack;
import io.millrace.local.stack.StackStatus;
import io.millrace.local.stack.StateFolder;
import io.millrace.local.stack.StatusFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace down}: stops everything. */
@Command(
    name = "down",
    description = "Stops everything in order. What was written stays, for the next \"up\".",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 nothing is up any more; 1 something did not stop.",
      "",
      "Example:",
      "  ./millrace down && ./millrace reset    stop, and begin with nothing"
    })
final class DownCommand implements Callable<Integer> {

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final long POLL_MILLISECONDS = 100;

  @Mixin StateOption stateOption = new StateOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    StateFolder folder = stateOption.state();
    Screen screen = Screen.of(System.getenv());
    Optional<RunningStack> running = RunningStack.find(folder);
    if (running.isEmpty()) {
      screen.out().println("Nothing is up with " + folder.root() + ".");
      screen.out().flush();
      return 0;
    }
    StackStatus first = running.get().status();
    ProcessHandle.of(first.pid()).ifPresent(ProcessHandle::destroy);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try (StackDisplay display =
        new StackDisplay(
            screen, "Millrace is stopping", first.components(), () -> status(folder, first))) {
      while (folder.isOwned()) {
        if (System.nanoTime() > deadline) {
          display.say(
              "Millrace has not stopped within " + LIMIT.toMinutes() + " minutes",
              List.of("End it at once with: kill -9 " + first.pid()));
          return MillraceCommand.FAILED;
        }
        Thread.sleep(POLL_MILLISECONDS);
      }
      display.say("Millrace has stopped", List.of());
    }
    return 0;
  }

  private static StackStatus status(StateFolder folder, StackStatus fallback) {
    try {
      return StatusFile.read(folder).orElse(fallback);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
