package io.millrace.scheduler.notify;

import io.millrace.scheduler.history.Run;
import io.millrace.scheduler.history.StepAttempt;
import io.millrace.scheduler.history.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is told of a run.
 *
 * @param id of the notification: the same for each time it is sent, so that receivers can tell a
 *     repetition
 * @param event what happened
 * @param run of what
 * @param steps the run's attempts, as they are when it is sent
 */
public record Announcement(long id, Event event, Run run, List<StepAttempt> steps) {

  /** Copies the list. */
  public Announcement {
    steps = List.copyOf(steps);
  }

  /** One line for people. */
  public String headline() {
    String what = run.job() + " for " + run.day();
    return switch (event) {
      case SUCCESS -> what + " succeeded" + took().map(time -> " in " + time).orElse("");
      case FAILURE -> what + " failed";
      case LATE -> what + " is late: due at " + run.lateAt() + ", now " + run.state().name();
    };
  }

  /** Why; empty if there is nothing to say. */
  public Optional<String> reason() {
    return Optional.ofNullable(run.message());
  }

  /** The end of what the step that failed has written. */
  public Optional<String> logTail() {
    if (event != Event.FAILURE) {
      return Optional.empty();
    }
    return steps.stream()
        .filter(step -> step.state() != StepState.SUCCEEDED)
        .reduce((first, second) -> second)
        .map(StepAttempt::logTail)
        .filter(tail -> !tail.isBlank());
  }

  private Optional<String> took() {
    Instant from = run.startedAt();
    Instant to = run.endedAt();
    return from == null || to == null
        ? Optional.empty()
        : Optional.of(words(Duration.between(from, to)));
  }

  private static String words(Duration time) {
    return time.toMinutes() < 1
        ? time.toSeconds() + " s"
        : time.toHours() < 1
            ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
            : time.toHours() + " h " + time.toMinutesPart() + " min";
  }
}
