package io.millrace.scheduler.api;

import io.millrace.scheduler.api.Answers.Notification;
import io.millrace.scheduler.api.Answers.RunDetail;
import io.millrace.scheduler.api.Answers.RunSummary;
import io.millrace.scheduler.api.Answers.Step;
import io.millrace.scheduler.api.Problem.Kind;
import io.millrace.scheduler.api.Problem.ProblemException;
import io.millrace.scheduler.history.Run;
import io.millrace.scheduler.history.RunQueue;
import io.millrace.scheduler.history.RunRepository;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Answers what is asked of runs. */
@Blocking
public class RunsResource implements RunsApi {

  private final RunRepository runs;
  private final RunQueue queue;

  RunsResource(RunRepository runs, RunQueue queue) {
    this.runs = runs;
    this.queue = queue;
  }

  @Override
  public RunDetail run(String id) {
    Run run = find(id);
    return new RunDetail(
        RunSummary.of(run),
        runs.steps(run.id()).stream().map(Step::of).toList(),
        runs.told(run.id()).stream().map(Notification::of).toList());
  }

  @Override
  public Response cancel(String id) {
    Run run = find(id);
    Optional<Run> cancelled = queue.cancel(run.id());
    if (cancelled.isEmpty()) {
      throw new ProblemException(
          Kind.CONFLICT, "run " + run.id() + " has ended: it is " + find(id).state(), run.id());
    }
    return Response.accepted(RunSummary.of(cancelled.get())).build();
  }

  private Run find(String id) {
    Optional<Run> run = id.matches("\\d{1,18}") ? runs.find(Long.parseLong(id)) : Optional.empty();
    return run.orElseThrow(
        () ->
            new ProblemException(
                Kind.NOT_FOUND,
                "there is no run \"" + id + "\"; GET /api/v1/jobs/{job}/runs lists them"));
  }
}
