package io.millrace.scheduler.execution;

import io.millrace.scheduler.history.StepAttempt;
import io.millrace.scheduler.history.StepState;
import io.millrace.scheduler.job.JobDefinition;
import io.millrace.scheduler.job.StepName;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What comes next in a run, told from its attempts alone: so a scheduler that takes a run over goes
 * on where the one before stopped.
 */
final class RunPlan {

  /** The batch application's exit codes that mean: the same again will fail the same way. */
  private static final int MISUSED = 2;

  private static final int INVALID = 3;

  /** A machine that dies under a step so often will not bear it the next time either. */
  static final int MOST_LOST = 5;

  private RunPlan() {}

  /** What comes next. */
  sealed interface Move {

    /** A new attempt at a step, not before an instant. */
    record Start(StepName step, int attempt, Instant notBefore) implements Move {}

    /** See what has become of an attempt that was left behind. */
    record Resume(StepAttempt attempt) implements Move {}

    /** Every step is done. */
    record Succeed() implements Move {}

    /** A step failed for good. */
    record Fail(String message) implements Move {}
  }

  /**
   * The next move.
   *
   * @param attempts in the order they were made
   */
  static Move next(JobDefinition job, List<StepAttempt> attempts) {
    for (StepName step : job.steps().keySet()) {
      List<StepAttempt> own = attempts.stream().filter(made -> made.step() == step).toList();
      if (own.stream().anyMatch(made -> made.state() == StepState.SUCCEEDED)) {
        continue;
      }
      return next(job, step, own);
    }
    return new Move.Succeed();
  }

  private static Move next(JobDefinition job, StepName step, List<StepAttempt> own) {
    if (own.isEmpty()) {
      return new Move.Start(step, 1, Instant.EPOCH);
    }
    StepAttempt last = own.get(own.size() - 1);
    int next = last.attempt() + 1;
    int failures = (int) own.stream().filter(RunPlan::counts).count();
    return switch (last.state()) {
      case RUNNING -> new Move.Resume(last);
      case SUCCEEDED -> throw new IllegalStateException(step.id() + " is done");
      case CANCELLED -> new Move.Fail("step " + step.id() + " was cancelled");
      case LOST -> {
        long lost = own.stream().filter(made -> made.state() == StepState.LOST).count();
        yield lost > MOST_LOST
            ? new Move.Fail("step " + step.id() + " was lost " + lost + " times: " + why(last))
            : new Move.Start(step, next, Instant.EPOCH);
      }
      case FAILED, TIMED_OUT -> {
        if (!mayPass(last)) {
          yield new Move.Fail("step " + step.id() + " failed: " + why(last));
        }
        yield failures > job.retry().retries()
            ? new Move.Fail(
                "step " + step.id() + " failed " + failures + " times, at last: " + why(last))
            : new Move.Start(
                step,
                next,
                Objects.requireNonNull(last.endedAt()).plus(job.retry().after(failures)));
      }
    };
  }

  private static boolean counts(StepAttempt attempt) {
    return attempt.state() == StepState.FAILED || attempt.state() == StepState.TIMED_OUT;
  }

  private static boolean mayPass(StepAttempt failed) {
    Integer code = failed.exitCode();
    return failed.state() == StepState.TIMED_OUT
        || code == null
        || (code != MISUSED && code != INVALID);
  }

  private static String why(StepAttempt attempt) {
    String message = attempt.message();
    return message == null ? attempt.state().name() : message;
  }

  /** An exit code in words. */
  static String meaning(int code) {
    return switch (code) {
      case 0 -> "done";
      case MISUSED -> "exit code 2: wrong arguments or settings; not tried again";
      case INVALID ->
          "exit code 3: the result was found invalid and was not published; not tried again";
      default ->
          code > 128 && code < 160
              ? "exit code " + code + ": ended by signal " + (code - 128)
              : "exit code " + code;
    };
  }
}
