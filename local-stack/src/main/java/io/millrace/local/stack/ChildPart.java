package io.millrace.local.stack;

import io.millrace.runtime.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A component that is one child process. */
class ChildPart implements RunningPart {

  /** 128 and the number of SIGKILL, as a JVM answers it for a child. */
  private static final int KILLED = 137;

  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final ChildProcess process;

  ChildPart(ChildProcess process) {
    this.process = process;
  }

  @Override
  public final long pid() {
    return process.pid();
  }

  @Override
  public final boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public final void whenEnded(Runnable task) {
    CompletableFuture<Void> unused = process.onExit().thenRun(task);
  }

  @Override
  public final String epitaph() {
    return describeEnd(process);
  }

  /** How a process ended. */
  static String describeEnd(int code) {
    return code == KILLED ? "was killed" : "ended with code " + code;
  }

  /** How a process ended, with the last of what it wrote. */
  static String describeEnd(ChildProcess process) {
    int code = process.exitCode().orElse(-1);
    StringBuilder text = new StringBuilder(describeEnd(code));
    try {
      String[] lines = process.output().split("\\R", -1);
      String last = lines[lines.length - 1];
      if (!last.isBlank() && code != KILLED) {
        text.append(": ").append(last);
      }
    } catch (IOException e) {
      // The log is gone; the code says enough.
    }
    return text.toString();
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }

  @Override
  public void stop() throws InterruptedException {
    process.stop(STOP_LIMIT);
  }

  /** With what it has forked, as the death of its machine would. */
  @Override
  public void kill() throws InterruptedException {
    List<ProcessHandle> forked =
        ProcessHandle.of(process.pid()).map(it -> it.descendants().toList()).orElse(List.of());
    process.kill();
    forked.forEach(ProcessHandle::destroyForcibly);
    forked.forEach(child -> child.onExit().join());
  }
}
