package io.millrace.scheduler.history;

/** Where a run is. */
public enum RunState {
  /** Waits for its turn. */
  QUEUED,
  /** A scheduler works on it. */
  RUNNING,
  /** Every step is done. */
  SUCCEEDED,
  /** A step failed for good. */
  FAILED,
  /** Somebody ended it. */
  CANCELLED,
  /** A missed day beyond those that are made up for; it never ran. */
  SKIPPED;

  /** Whether nothing more becomes of it. */
  public boolean isFinal() {
    return switch (this) {
      case QUEUED, RUNNING -> false;
      case SUCCEEDED, FAILED, CANCELLED, SKIPPED -> true;
    };
  }
}
