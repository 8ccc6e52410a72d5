package io.millrace.scheduler.plan;

import io.millrace.scheduler.history.RunQueue;
import io.millrace.scheduler.history.RunQueue.Planned;
import io.millrace.scheduler.job.JobDefinition;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queues the days that are due. */
@Singleton
public class Planner {

  private static final Logger log = LoggerFactory.getLogger(Planner.class);

  private final RunQueue queue;

  Planner(RunQueue queue) {
    this.queue = queue;
  }

  /** Queues what a job owes until an instant; asking again queues nothing more. */
  void plan(JobDefinition job, Instant until) {
    Planned planned = queue.plan(job, until);
    if (!planned.skipped().isEmpty()) {
      log.atWarn()
          .addKeyValue("job", job.name())
          .addKeyValue("days", planned.skipped())
          .log("days were missed too long ago and are skipped; run them with --from and --to");
    }
    if (!planned.queued().isEmpty()) {
      log.atInfo()
          .addKeyValue("job", job.name())
          .addKeyValue("days", planned.queued())
          .log("days queued");
    }
  }
}
