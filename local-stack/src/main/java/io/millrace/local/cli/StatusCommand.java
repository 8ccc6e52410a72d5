package io.millrace.local.cli;

import io.millrace.local.stack.ComponentStatus;
import io.millrace.local.stack.ProcessMemory;
import io.millrace.local.stack.RunningStack;
import io.millrace.local.stack.StackStatus;
import io.millrace.local.stack.StateFolder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace status}: says how everything is. */
@Command(
    name = "status",
    description = "Says how each component is, where it is, and how much memory it takes.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 all is ready; 1 something is not; 3 nothing is up.",
      "",
      "Example:",
      "  ./millrace status || ./millrace up -d"
    })
final class StatusCommand implements Callable<Integer> {

  @Mixin StateOption stateOption = new StateOption();

  @Override
  public Integer call() throws IOException {
    StateFolder folder = stateOption.state();
    Screen screen = Screen.of(System.getenv());
    Optional<RunningStack> running = RunningStack.find(folder);
    if (running.isEmpty()) {
      screen
          .out()
          .println("Nothing is up with " + folder.root() + ". Start it with: ./millrace up");
      screen.out().flush();
      return MillraceCommand.NOT_UP;
    }
    StackStatus status = running.get().status();
    Instant now = Instant.now();
    screen
        .out()
        .printf(
            "Millrace %s as process %d for %s%n%n",
            status.ready().isPresent() ? "is up" : "is starting",
            status.pid(),
            age(Duration.between(status.started(), now)));
    StatusLines lines = new StatusLines(screen);
    long total = ProcessMemory.of(status.pid());
    for (ComponentStatus component : status.components()) {
      long bytes = component.pid() == 0 ? 0 : ProcessMemory.ofTree(component.pid());
      total += bytes;
      screen
          .out()
          .println(
              lines.line(component, now, 0)
                  + (component.pid() == 0
                      ? ""
                      : screen.paint(
                          2, ", %d MB, process %d".formatted(bytes / 1_000_000, component.pid()))));
    }
    screen.out().printf("%n  %d MB of memory in all%n", total / 1_000_000);
    screen.out().flush();
    return status.isWell() ? 0 : MillraceCommand.FAILED;
  }

  private static String age(Duration duration) {
    long minutes = duration.toMinutes();
    if (minutes < 1) {
      return duration.toSeconds() + " s";
    }
    return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }
}
