package io.millrace.scheduler.api;

import io.millrace.scheduler.api.Answers.Job;
import io.millrace.scheduler.api.Answers.Jobs;
import io.millrace.scheduler.api.Answers.Queued;
import io.millrace.scheduler.api.Answers.RunSummary;
import io.millrace.scheduler.api.Answers.Runs;
import io.millrace.scheduler.api.Problem.Kind;
import io.millrace.scheduler.api.Problem.ProblemException;
import io.millrace.scheduler.history.Run;
import io.millrace.scheduler.history.RunQueue;
import io.millrace.scheduler.history.RunQueue.InProgressException;
import io.millrace.scheduler.history.RunRepository;
import io.millrace.scheduler.history.RunRepository.Filter;
import io.millrace.scheduler.history.Trigger;
import io.millrace.scheduler.job.JobCatalog;
import io.millrace.scheduler.job.JobDefinition;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers what is asked of jobs. */
@Blocking
public class JobsResource implements JobsApi {

  private final JobCatalog jobs;
  private final RunRepository runs;
  private final RunQueue queue;

  JobsResource(JobCatalog jobs, RunRepository runs, RunQueue queue) {
    this.jobs = jobs;
    this.runs = runs;
    this.queue = queue;
  }

  @Override
  public Jobs jobs() {
    Map<String, Run> newest = runs.newest();
    Instant now = Instant.now();
    return new Jobs(
        jobs.all().stream().map(job -> Job.of(job, now, newest.get(job.name()))).toList());
  }

  @Override
  public Job job(String name) {
    return Job.of(find(name), Instant.now(), runs.newest().get(name));
  }

  @Override
  public Runs runs(String name, UriInfo uri) {
    Filter filter = RunsQuery.read(find(name).name(), uri.getQueryParameters());
    Filter oneMore =
        new Filter(
            filter.job(),
            filter.day(),
            filter.state(),
            filter.trigger(),
            filter.before(),
            filter.limit() + 1);
    List<Run> found = runs.list(oneMore);
    boolean more = found.size() > filter.limit();
    List<Run> page = more ? found.subList(0, filter.limit()) : found;
    String next = null;
    if (more) {
      URI following =
          UriBuilder.fromUri(uri.getRequestUri())
              .replaceQueryParam("cursor", page.get(page.size() - 1).id())
              .build();
      next = following.getRawPath() + "?" + following.getRawQuery();
    }
    return new Runs(page.stream().map(RunSummary::of).toList(), next);
  }

  @Override
  public Response run(String name, @Nullable RunRequest request) {
    JobDefinition job = find(name);
    if (request == null) {
      throw new ProblemException(
          Kind.BAD_REQUEST, "there is no body; allowed: {\"day\": \"2026-11-20\"}");
    }
    // A day can be computed once it has ended where the job lives.
    LocalDate last = LocalDate.now(job.schedule().zone()).minusDays(1);
    try {
      List<RunSummary> queued =
          queue
              .request(
                  job, request.days(last), request.isRange() ? Trigger.BACKFILL : Trigger.MANUAL)
              .stream()
              .map(RunSummary::of)
              .toList();
      long first = queued.get(0).id();
      return Response.accepted(new Queued(first, queued))
          .location(URI.create("/api/v1/runs/" + first))
          .build();
    } catch (InProgressException e) {
      throw new ProblemException(
          Kind.CONFLICT, e.getMessage() + "; wait for it, or cancel it", e.run().id());
    }
  }

  private JobDefinition find(String name) {
    return jobs.find(name)
        .orElseThrow(
            () ->
                new ProblemException(
                    Kind.NOT_FOUND,
                    "there is no job \""
                        + name
                        + "\"; there are "
                        + String.join(", ", jobs.names())));
  }
}
