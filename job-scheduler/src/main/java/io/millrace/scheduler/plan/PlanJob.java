package io.millrace.scheduler.plan;

import io.millrace.scheduler.history.Database.DatabaseException;
import io.millrace.scheduler.job.JobCatalog;
import jakarta.enterprise.context.Dependent;
import java.time.Instant;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/**
 * What Quartz fires, on one scheduler of all: it plans and is done, so that Quartz' threads wait
 * for no step and a fire that is repeated does no harm.
 */
@Dependent
@DisallowConcurrentExecution
public class PlanJob implements Job {

  private final JobCatalog jobs;
  private final Planner planner;

  PlanJob(JobCatalog jobs, Planner planner) {
    this.jobs = jobs;
    this.planner = planner;
  }

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    Instant now = Instant.now();
    Instant scheduled = context.getScheduledFireTime().toInstant();
    try {
      // Another scheduler's clock may be ahead of this one's.
      jobs.find(context.getJobDetail().getKey().getName())
          .ifPresent(job -> planner.plan(job, now.isBefore(scheduled) ? scheduled : now));
    } catch (DatabaseException e) {
      throw new JobExecutionException(e, true);
    }
  }
}
