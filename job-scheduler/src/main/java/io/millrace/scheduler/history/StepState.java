package io.millrace.scheduler.history;

/** How an attempt at a step is, or ended. */
public enum StepState {
  /** Its process runs, or did when it was last looked at. */
  RUNNING,
  /** Exit code 0. */
  SUCCEEDED,
  /** Another exit code. */
  FAILED,
  /** It took too long and was ended. */
  TIMED_OUT,
  /** Somebody ended the run. */
  CANCELLED,
  /** How it ended is not known, or its scheduler stopped: it is tried anew and does not count. */
  LOST
}
