package io.millrace.scheduler.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.scheduler.execution.Leases.Claim;
import io.millrace.scheduler.execution.Leases.Ending;
import io.millrace.scheduler.execution.RunPlan.Move;
import io.millrace.scheduler.history.Database.DatabaseException;
import io.millrace.scheduler.history.Run;
import io.millrace.scheduler.history.RunRepository;
import io.millrace.scheduler.history.RunState;
import io.millrace.scheduler.history.StepAttempt;
import io.millrace.scheduler.history.StepState;
import io.millrace.scheduler.job.JobDefinition;
import io.millrace.scheduler.job.StepCommand;
import io.millrace.scheduler.job.StepName;
import io.millrace.scheduler.metrics.SchedulerMeters;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works on one run, from where it stands to its end. */
final class RunExecution {

  private static final Logger log = LoggerFactory.getLogger(RunExecution.class);

  private final Claim claim;
  private final JobDefinition job;
  private final Tools tools;
  private final BooleanSupplier stopping;
  private long renewedAt = System.nanoTime();

  /**
   * What every execution works with.
   *
   * @param poll how often it looks whether somebody wants the run ended
   * @param lease how long the run is its own without a word
   * @param grace how long a process may take to end in order
   */
  record Tools(
      Leases leases,
      RunRepository runs,
      StepLauncher launcher,
      SchedulerMeters meters,
      ObjectMapper json,
      Duration poll,
      Duration lease,
      Duration grace) {}

  /** Why a process was ended before its time. */
  private enum Interruption {
    TIMEOUT,
    CANCEL,
    STOP
  }

  RunExecution(Claim claim, JobDefinition job, Tools tools, BooleanSupplier stopping) {
    this.claim = claim;
    this.job = job;
    this.tools = tools;
    this.stopping = stopping;
  }

  /**
   * Works until the run has ended, is another's, or this scheduler stops.
   *
   * @throws DatabaseException if PostgreSQL was away for too long; the run can be claimed again
   */
  void run() throws InterruptedException {
    Run run = claim.run();
    log.atInfo()
        .addKeyValue("run", run.id())
        .addKeyValue("job", run.job())
        .addKeyValue("day", run.day())
        .addKeyValue("trigger", run.trigger())
        .log("run claimed");
    boolean goesOn = true;
    while (goesOn) {
      goesOn = step();
    }
  }

  /** Makes one move; answers whether there is another. */
  private boolean step() throws InterruptedException {
    Move move = RunPlan.next(job, tools.runs().steps(claim.run().id()));
    if (move instanceof Move.Succeed) {
      return finish(RunState.SUCCEEDED, null);
    }
    if (move instanceof Move.Resume resume) {
      return resume(resume.attempt());
    }
    Interruption interruption = look();
    if (interruption != null) {
      return leave(interruption);
    }
    if (move instanceof Move.Fail fail) {
      return finish(RunState.FAILED, fail.message());
    }
    Move.Start start = (Move.Start) move;
    return awaitStart(start) && start(start.step(), start.attempt());
  }

  private boolean awaitStart(Move.Start start) throws InterruptedException {
    if (Instant.now().isBefore(start.notBefore())) {
      tools
          .leases()
          .waits(
              claim,
              "attempt "
                  + start.attempt()
                  + " at step "
                  + start.step().id()
                  + " is due at "
                  + start.notBefore());
    }
    while (Instant.now().isBefore(start.notBefore())) {
      Duration left = Duration.between(Instant.now(), start.notBefore());
      Thread.sleep(Math.max(1, Math.min(tools.poll().toMillis(), left.toMillis())));
      Interruption interruption = look();
      if (interruption != null) {
        return leave(interruption);
      }
    }
    return true;
  }

  private boolean start(StepName step, int attempt) throws InterruptedException {
    Run run = claim.run();
    StepCommand command = Objects.requireNonNull(job.steps().get(step));
    StepFolder folder = tools.launcher().folder(run.id(), step.id(), attempt);
    long id = tools.leases().begin(claim, step, attempt, folder.root());
    renewedAt = System.nanoTime();
    log.atInfo()
        .addKeyValue("run", run.id())
        .addKeyValue("step", step.id())
        .addKeyValue("attempt", attempt)
        .log("step starts");
    Instant started = Instant.now();
    StepProcess process;
    try {
      String name = "%s %s %s, run %d".formatted(run.job(), run.day(), step.id(), run.id());
      process =
          StepProcess.child(tools.launcher().launch(name, command, run.day(), folder), folder);
    } catch (IOException e) {
      return settled(
          id,
          step,
          started,
          folder,
          new Verdict(StepState.FAILED, null, "it could not be started: " + e.getMessage()));
    }
    try {
      persist(() -> tools.leases().started(claim, id, process.handle()));
    } catch (DatabaseException | Leases.LostRunException e) {
      process.end(tools.grace());
      throw e;
    }
    return watch(id, step, started, process, folder);
  }

  private boolean resume(StepAttempt attempt) throws InterruptedException {
    StepFolder folder = new StepFolder(attempt.folder());
    Optional<ProcessHandle> process = tools.leases().process(attempt);
    log.atInfo()
        .addKeyValue("run", claim.run().id())
        .addKeyValue("step", attempt.step().id())
        .addKeyValue("attempt", attempt.attempt())
        .addKeyValue("alive", process.isPresent())
        .log("step was left behind");
    if (process.isPresent()) {
      return watch(
          attempt.id(),
          attempt.step(),
          attempt.startedAt(),
          StepProcess.adopted(process.get(), folder),
          folder);
    }
    return settled(
        attempt.id(), attempt.step(), attempt.startedAt(), folder, Verdict.of(folder.exitCode()));
  }

  private boolean watch(
      long id, StepName step, Instant started, StepProcess process, StepFolder folder)
      throws InterruptedException {
    Duration timeout = Objects.requireNonNull(job.steps().get(step)).timeout();
    Interruption interruption = await(process, started.plus(timeout));
    Verdict verdict =
        interruption == null
            ? Verdict.of(process.exitCode())
            : switch (interruption) {
              case TIMEOUT ->
                  new Verdict(
                      StepState.TIMED_OUT,
                      null,
                      "it took longer than " + timeout + " and was ended");
              case CANCEL -> new Verdict(StepState.CANCELLED, null, "ended on request");
              case STOP -> new Verdict(StepState.LOST, null, "ended since the scheduler stopped");
            };
    boolean goesOn = settled(id, step, started, folder, verdict);
    return interruption == null || interruption == Interruption.TIMEOUT
        ? goesOn
        : leave(interruption);
  }

  private @Nullable Interruption await(StepProcess process, Instant deadline)
      throws InterruptedException {
    try {
      while (!process.endsWithin(tools.poll())) {
        Interruption interruption = look();
        if (interruption == null && Instant.now().isAfter(deadline)) {
          interruption = Interruption.TIMEOUT;
        }
        if (interruption != null) {
          process.end(tools.grace());
          return interruption;
        }
      }
      return null;
    } catch (DatabaseException | Leases.LostRunException e) {
      // Another scheduler may begin the same step: this one must not go on beside it.
      process.end(tools.grace());
      throw e;
    }
  }

  /** How a step ended. */
  private record Verdict(StepState state, @Nullable Integer exitCode, @Nullable String message) {
    static Verdict of(OptionalInt exitCode) {
      if (exitCode.isEmpty()) {
        return new Verdict(StepState.LOST, null, "its process is gone and left no exit code");
      }
      int code = exitCode.getAsInt();
      return code == 0
          ? new Verdict(StepState.SUCCEEDED, code, null)
          : new Verdict(StepState.FAILED, code, RunPlan.meaning(code));
    }
  }

  private boolean settled(
      long id, StepName step, Instant started, StepFolder folder, Verdict verdict)
      throws InterruptedException {
    String report = null;
    String message = verdict.message();
    try {
      report = report(folder).orElse(null);
      Files.deleteIfExists(folder.properties());
    } catch (IOException e) {
      String problem = "its report is not kept: " + e.getMessage();
      message = message == null ? problem : message + "; " + problem;
    }
    Ending ending = new Ending(verdict.state(), verdict.exitCode(), message, folder.tail(), report);
    persist(() -> tools.leases().ended(claim, id, ending));
    tools
        .meters()
        .step(job.name(), step, verdict.state(), Duration.between(started, Instant.now()));
    log.atInfo()
        .addKeyValue("run", claim.run().id())
        .addKeyValue("step", step.id())
        .addKeyValue("state", verdict.state())
        .addKeyValue("message", message)
        .log("step ended");
    return true;
  }

  private Optional<String> report(StepFolder folder) throws IOException {
    Optional<String> text = folder.reportText();
    if (text.isPresent()) {
      try {
        // As PostgreSQL takes it: one JSON value, and no character 0 in it.
        String json = tools.json().readTree(text.get()).toString();
        if (json.contains("\\u0000")) {
          throw new IOException("it has a character 0");
        }
        return Optional.of(json);
      } catch (JsonProcessingException e) {
        throw new IOException("it is no JSON: " + e.getOriginalMessage(), e);
      }
    }
    return text;
  }

  private boolean finish(RunState state, @Nullable String message) throws InterruptedException {
    persist(() -> tools.leases().finish(claim, state, message));
    tools.meters().run(job.name(), state);
    log.atInfo()
        .addKeyValue("run", claim.run().id())
        .addKeyValue("job", job.name())
        .addKeyValue("day", claim.run().day())
        .addKeyValue("state", state)
        .addKeyValue("message", message)
        .log("run ended");
    return false;
  }

  private boolean leave(Interruption interruption) throws InterruptedException {
    return switch (interruption) {
      case CANCEL -> finish(RunState.CANCELLED, "cancelled on request");
      case STOP -> {
        persist(() -> tools.leases().release(claim));
        yield false;
      }
      case TIMEOUT -> throw new IllegalStateException("a timeout ends a step, not a run");
    };
  }

  /** Keeps the run; says whether somebody wants this to end. */
  private @Nullable Interruption look() {
    if (stopping.getAsBoolean()) {
      return Interruption.STOP;
    }
    long asked = System.nanoTime();
    try {
      boolean cancel = tools.leases().renew(claim);
      renewedAt = asked;
      return cancel ? Interruption.CANCEL : null;
    } catch (DatabaseException e) {
      requireTime(e);
      return null;
    }
  }

  /** Writes, and tries again while PostgreSQL is away and the run is surely this scheduler's. */
  private void persist(Runnable change) throws InterruptedException {
    while (true) {
      long asked = System.nanoTime();
      try {
        change.run();
        renewedAt = asked;
        return;
      } catch (DatabaseException e) {
        requireTime(e);
        Thread.sleep(tools.poll().toMillis());
      }
    }
  }

  private void requireTime(DatabaseException e) {
    if (System.nanoTime() - renewedAt > tools.lease().toNanos() / 3 * 2) {
      throw e;
    }
  }
}
