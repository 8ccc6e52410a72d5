package io.millrace.scheduler.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.millrace.scheduler.history.Run;
import io.millrace.scheduler.history.RunRepository.Told;
import io.millrace.scheduler.history.RunState;
import io.millrace.scheduler.history.StepAttempt;
import io.millrace.scheduler.history.StepState;
import io.millrace.scheduler.history.Trigger;
import io.millrace.scheduler.job.JobDefinition;
import io.millrace.scheduler.job.StepName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the endpoints answer with. */
public final class Answers {

  private Answers() {}

  /** All jobs. */
  @Schema(description = "The jobs of the configuration, by name")
  public record Jobs(List<Job> jobs) {
    /** Copies the list. */
    public Jobs {
      jobs = List.copyOf(jobs);
    }
  }

  /** A job. */
  @Schema(description = "A job: when it runs, and how it ran last")
  public record Job(
      @Schema(examples = "telecom-daily") String name,
      @Schema(description = "Whether it is scheduled; by hand it can be run either way")
          boolean enabled,
      @Schema(examples = "0 0 2 * * ?") String cron,
      @Schema(examples = "Asia/Almaty") String zone,
      @Schema(examples = "[\"check\",\"run\",\"validate\"]") List<String> steps,
      int retries,
      long lateAfterSeconds,
      int catchUpDays,
      @Schema(nullable = true) @Nullable Instant nextFireTime,
      @Schema(nullable = true) @Nullable RunSummary lastRun) {

    static Job of(JobDefinition job, Instant now, @Nullable Run last) {
      return new Job(
          job.name(),
          job.enabled(),
          job.schedule().cron(),
          job.schedule().zone().getId(),
          job.steps().keySet().stream().map(StepName::id).toList(),
          job.retry().retries(),
          job.lateAfter().toSeconds(),
          job.catchUpDays(),
          job.enabled() ? job.schedule().after(now).orElse(null) : null,
          last == null ? null : RunSummary.of(last));
    }
  }

  /** Runs of a job. */
  @Schema(description = "A page of runs, newest first")
  public record Runs(
      List<RunSummary> runs,
      @Schema(nullable = true, description = "Path and query of the next page; null on the last")
          @Nullable String next) {
    /** Copies the list. */
    public Runs {
      runs = List.copyOf(runs);
    }
  }

  /** What was queued. */
  @Schema(description = "The runs that were queued, one for each day")
  public record Queued(
      @Schema(description = "The first one's id", examples = "17") long id, List<RunSummary> runs) {
    /** Copies the list. */
    public Queued {
      runs = List.copyOf(runs);
    }
  }

  /** A run. */
  @Schema(description = "A run of a job for a day")
  public record RunSummary(
      @Schema(examples = "17") long id,
      @Schema(examples = "telecom-daily") String job,
      @Schema(examples = "2026-11-20") LocalDate day,
      Trigger trigger,
      RunState state,
      @Schema(nullable = true) @Nullable Instant scheduledAt,
      @Schema(nullable = true) @Nullable Instant lateAt,
      Instant createdAt,
      @Schema(nullable = true) @Nullable Instant startedAt,
      @Schema(nullable = true) @Nullable Instant endedAt,
      @Schema(nullable = true) @Nullable String message) {

    static RunSummary of(Run run) {
      return new RunSummary(
          run.id(),
          run.job(),
          run.day(),
          run.trigger(),
          run.state(),
          run.scheduledAt(),
          run.lateAt(),
          run.createdAt(),
          run.startedAt(),
          run.endedAt(),
          run.message());
    }
  }

  /** A run with all that is known of it. */
  @Schema(description = "A run, its steps, and who was told")
  public record RunDetail(RunSummary run, List<Step> steps, List<Notification> notifications) {
    /** Copies the lists. */
    public RunDetail {
      steps = List.copyOf(steps);
      notifications = List.copyOf(notifications);
    }
  }

  /** An attempt at a step. */
  @Schema(description = "An attempt at a step")
  public record Step(
      @Schema(examples = "check") String step,
      @Schema(examples = "1") int attempt,
      StepState state,
      Instant startedAt,
      @Schema(nullable = true) @Nullable Instant endedAt,
      @Schema(nullable = true) @Nullable Integer exitCode,
      @Schema(nullable = true) @Nullable String message,
      @Schema(nullable = true, description = "The end of what its process wrote")
          @Nullable String logTail,
      @Schema(nullable = true, description = "What the step reported, any JSON") @JsonRawValue
          @Nullable String report) {

    static Step of(StepAttempt attempt) {
      return new Step(
          attempt.step().id(),
          attempt.attempt(),
          attempt.state(),
          attempt.startedAt(),
          attempt.endedAt(),
          attempt.exitCode(),
          attempt.message(),
          attempt.logTail(),
          attempt.report());
    }
  }

  /** What a channel was told. */
  @Schema(description = "What a channel was told, or will be")
  public record Notification(
      @Schema(examples = "FAILURE") String event,
      @Schema(examples = "TELEGRAM") String channel,
      int attempts,
      @Schema(nullable = true) @Nullable Instant deliveredAt,
      @Schema(nullable = true) @Nullable Instant givenUpAt,
      @Schema(nullable = true) @Nullable String lastError) {

    static Notification of(Told told) {
      return new Notification(
          told.event(),
          told.channel(),
          told.attempts(),
          told.deliveredAt(),
          told.givenUpAt(),
          told.lastError());
    }
  }
}
