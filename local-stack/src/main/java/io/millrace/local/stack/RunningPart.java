package io.millrace.local.stack;

import java.util.Optional;

/** A component that runs. */
interface RunningPart {

  /** Its process; 0 if it is not ours. */
  long pid();

  /** Whether it runs now. */
  boolean isAlive();

  /** Has something done when it ends, whoever ended it. */
  void whenEnded(Runnable task);

  /** Why it ended, for a person; asked after its end. */
  String epitaph();

  /** What it says ails it, empty when it is well; answers within about two seconds. */
  Optional<String> trouble();

  /** Ends it in order, within a bounded time. */
  void stop() throws InterruptedException;

  /** Ends it at once (SIGKILL). */
  void kill() throws InterruptedException;
}
