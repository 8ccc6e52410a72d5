package io.millrace.local.stack;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a supervisor that was killed has left: its children notice and end by themselves, which
 * takes a few seconds. Until then they hold ports and files.
 */
final class PreviousRun {

  private static final Logger log = LoggerFactory.getLogger(PreviousRun.class);

  private PreviousRun() {}

  /**
   * Waits for their end.
   *
   * @throws StackStartException naming one that does not end within {@code limit}
   */
  static void awaitEnd(StateFolder folder, Duration limit)
      throws IOException, InterruptedException, StackStartException {
    Optional<StackStatus> last = StatusFile.read(folder);
    if (last.isEmpty()) {
      return;
    }
    long deadline = System.nanoTime() + limit.toNanos();
    for (ComponentStatus component : last.get().components()) {
      Optional<ProcessHandle> process = child(component, last.get().started());
      if (process.isPresent()) {
        log.atInfo()
            .addKeyValue("component", component.component().id())
            .addKeyValue("pid", component.pid())
            .log("waiting for a process of the previous run to end");
        awaitEnd(component, process.get(), deadline);
      }
    }
  }

  /** The process, if the number still means the one that was started in that run. */
  private static Optional<ProcessHandle> child(ComponentStatus component, Instant runStarted) {
    boolean mayLive =
        component.pid() > 0
            && !List.of(Phase.STOPPED, Phase.FAILED, Phase.WAITING).contains(component.phase());
    return mayLive
        ? ProcessHandle.of(component.pid())
            .filter(ProcessHandle::isAlive)
            .filter(
                process ->
                    process
                        .info()
                        .startInstant()
                        // The kernel's clock ticks are coarser than ours.
                        .filter(at -> at.isAfter(runStarted.minusSeconds(1)))
                        .isPresent())
            .filter(PreviousRun::isOurs)
        : Optional.empty();
  }

  private static boolean isOurs(ProcessHandle process) {
    String command = process.info().commandLine().orElse("");
    return command.contains("io.millrace.")
        || command.contains("quarkus-run.jar")
        || command.contains("postgres")
        || command.contains("prometheus")
        || command.contains("alertmanager");
  }

  private static void awaitEnd(ComponentStatus component, ProcessHandle process, long deadline)
      throws InterruptedException, StackStartException {
    try {
      process.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new StackStartException(
          component.component().id()
              + " of a previous run still runs as process "
              + process.pid()
              + ": end it with: kill "
              + process.pid(),
          e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
