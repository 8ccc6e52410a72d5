package io.millrace.scheduler.job;

import java.util.Arrays;
import java.util.Locale;

/** The steps of a job that are processes, in order. */
public enum StepName {
  /** Is what the day is computed from there? */
  CHECK,
  /** Computes the day. */
  RUN,
  /** Checks what was computed, and publishes it. */
  VALIDATE;

  /** Its name in PostgreSQL, in REST and in settings. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The step of that id.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static StepName of(String id) {
    return Arrays.stream(values())
        .filter(step -> step.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("step is " + id + "; allowed: check, run, validate"));
  }
}
