package io.millrace.scheduler.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.scheduler.execution.RunPlan.Move;
import io.millrace.scheduler.history.StepAttempt;
import io.millrace.scheduler.history.StepState;
import io.millrace.scheduler.job.JobDefinition;
import io.millrace.scheduler.job.JobDefinition.Retry;
import io.millrace.scheduler.job.Schedule;
import io.millrace.scheduler.job.StepCommand;
import io.millrace.scheduler.job.StepName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunPlanTest {

  private static final Instant AT = Instant.parse("2026-11-20T21:00:00Z");
  private static final StepCommand COMMAND = new StepCommand(List.of("x"), Duration.ofHours(1));
  private static final JobDefinition JOB =
      new JobDefinition(
          "daily",
          true,
          new Schedule("0 0 2 * * ?", ZoneOffset.UTC),
          Map.of(StepName.CHECK, COMMAND, StepName.RUN, COMMAND),
          new Retry(2, Duration.ofMinutes(1), Duration.ofSeconds(90)),
          Duration.ofHours(4),
          7);

  private static StepAttempt attempt(
      StepName step, int attempt, StepState state, @Nullable Integer exitCode) {
    return new StepAttempt(
        attempt,
        step,
        attempt,
        state,
        AT,
        AT,
        exitCode,
        "why",
        Path.of("."),
        "",
        null,
        null,
        null,
        null);
  }

  private static StepAttempt check(int attempt, StepState state, @Nullable Integer exitCode) {
    return attempt(StepName.CHECK, attempt, state, exitCode);
  }

  private static Move next(StepAttempt... attempts) {
    return RunPlan.next(JOB, List.of(attempts));
  }

  @Test
  void goesFromStepToStep() {
    StepAttempt checked = check(1, StepState.SUCCEEDED, 0);
    assertThat(next()).isEqualTo(new Move.Start(StepName.CHECK, 1, Instant.EPOCH));
    assertThat(next(checked)).isEqualTo(new Move.Start(StepName.RUN, 1, Instant.EPOCH));
    assertThat(next(checked, attempt(StepName.RUN, 1, StepState.SUCCEEDED, 0)))
        .isEqualTo(new Move.Succeed());
  }

  @Test
  void waitsLongerBeforeEachRetryAndThenFails() {
    StepAttempt first = check(1, StepState.FAILED, 1);
    StepAttempt second = check(2, StepState.TIMED_OUT, null);
    assertThat(next(first)).isEqualTo(new Move.Start(StepName.CHECK, 2, AT.plusSeconds(60)));
    assertThat(next(first, second))
        .isEqualTo(new Move.Start(StepName.CHECK, 3, AT.plusSeconds(90)));
    assertThat(next(first, second, check(3, StepState.FAILED, 137)))
        .isEqualTo(new Move.Fail("step check failed 3 times, at last: why"));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void doesNotTryAgainWhatWouldFailTheSameWay(int exitCode) {
    assertThat(next(check(1, StepState.FAILED, exitCode)))
        .isEqualTo(new Move.Fail("step check failed: why"));
  }

  @Test
  void looksAfterWhatWasLeftBehindAndDoesNotCountWhatWasLost() {
    StepAttempt running = check(1, StepState.RUNNING, null);
    assertThat(next(running)).isEqualTo(new Move.Resume(running));
    List<StepAttempt> lost = new ArrayList<>();
    for (int i = 1; i <= RunPlan.MOST_LOST; i++) {
      lost.add(check(i, StepState.LOST, null));
      assertThat(RunPlan.next(JOB, lost))
          .isEqualTo(new Move.Start(StepName.CHECK, i + 1, Instant.EPOCH));
    }
    lost.add(check(RunPlan.MOST_LOST + 1, StepState.LOST, null));
    assertThat(RunPlan.next(JOB, lost)).isInstanceOf(Move.Fail.class);
  }
}
