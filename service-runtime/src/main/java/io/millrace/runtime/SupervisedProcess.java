package io.millrace.runtime;

import java.io.IOException;
import java.io.InputStream;

/**
 * The child's side of the bond with its supervisor.
 *
 * <p>A supervisor holds the other end of the child's standard input. When the supervisor dies, even
 * by {@code kill -9}, the operating system closes that pipe; the child reads end of file and stops
 * in order, so no orphan stays behind.
 */
public final class SupervisedProcess {

  /** The environment variable that says a supervisor holds standard input. */
  public static final String SUPERVISED = "MILLRACE_SUPERVISED";

  private SupervisedProcess() {}

  /** Starts the watch if {@value #SUPERVISED} is {@code true}; otherwise does nothing. */
  public static void watch() {
    if (!Boolean.parseBoolean(System.getenv(SUPERVISED))) {
      return;
    }
    Thread watcher = new Thread(() -> exitAtEndOf(System.in), "supervisor-watch");
    watcher.setDaemon(true);
    watcher.start();
  }

  private static void exitAtEndOf(InputStream supervisor) {
    try {
      while (supervisor.read() >= 0) {
        // Nothing is ever sent; only the end matters.
      }
    } catch (IOException e) {
      // A broken pipe says the same as its end.
    }
    // Shutdown hooks run, so the process stops as it does on SIGTERM.
    System.exit(143);
  }
}
