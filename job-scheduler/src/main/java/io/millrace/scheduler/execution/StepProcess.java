package io.millrace.scheduler.execution;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The process of a step, this process's child or one that an earlier scheduler left. */
final class StepProcess {

  private final ProcessHandle handle;
  private final StepFolder folder;
  private final @Nullable Process child;

  private StepProcess(ProcessHandle handle, StepFolder folder, @Nullable Process child) {
    this.handle = handle;
    this.folder = folder;
    this.child = child;
  }

  static StepProcess child(Process process, StepFolder folder) {
    return new StepProcess(process.toHandle(), folder, process);
  }

  static StepProcess adopted(ProcessHandle handle, StepFolder folder) {
    return new StepProcess(handle, folder, null);
  }

  ProcessHandle handle() {
    return handle;
  }

  /** Waits for its end; answers whether it has come. */
  boolean endsWithin(Duration time) throws InterruptedException {
    try {
      ProcessHandle unused = handle.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("waiting for process " + handle.pid() + " failed", e);
    }
  }

  /** How it ended; empty if that is not known, as of one that was killed and is no child. */
  OptionalInt exitCode() {
    OptionalInt noted = folder.exitCode();
    return noted.isEmpty() && child != null && !child.isAlive()
        ? OptionalInt.of(child.exitValue())
        : noted;
  }

  /**
   * Ends it and all that it started: first in order, and what is left after a time by force. Each
   * by its own number, so nothing else is met.
   */
  void end(Duration grace) throws InterruptedException {
    List<ProcessHandle> all = Stream.concat(Stream.of(handle), handle.descendants()).toList();
    // The children first: the script at the top waits for them and notes how they ended.
    for (int i = all.size() - 1; i >= 0; i--) {
      all.get(i).destroy();
    }
    long deadline = System.nanoTime() + grace.toNanos();
    for (ProcessHandle process : all) {
      StepProcess one = new StepProcess(process, folder, null);
      if (!one.endsWithin(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        boolean unused = one.endsWithin(grace);
      }
    }
  }
}
