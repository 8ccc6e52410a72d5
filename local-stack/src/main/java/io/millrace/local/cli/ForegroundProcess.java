package io.millrace.local.cli;

import io.millrace.local.stack.RunningStack;
import io.millrace.local.stack.StateFolder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that a command runs at the user's terminal, to its end. */
final class ForegroundProcess {

  private ForegroundProcess() {}

  /**
   * The stack that the program is to work on.
   *
   * @throws IOException if none is up, with the remedy
   */
  static RunningStack stack(StateFolder folder) throws IOException {
    return RunningStack.find(folder)
        .orElseThrow(
            () ->
                new IOException(
                    "nothing is up with "
                        + folder.root()
                        + ": start it first with: ./millrace up -d"));
  }

  /**
   * Runs it with this terminal.
   *
   * @param environment added to this process's
   * @return its exit code
   */
  static int run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putAll(environment);
    Process process = builder.start();
    // Ctrl-C reaches both: its last words come before ours.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> await(process), "await-program"));
    return process.waitFor();
  }

  private static void await(Process process) {
    try {
      process.destroy();
      process.waitFor(15, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
