package io.millrace.scheduler.plan;

import io.millrace.scheduler.job.JobCatalog;
import io.millrace.scheduler.job.JobDefinition;
import io.millrace.scheduler.job.Schedule;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Set;
import java.util.TimeZone;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings Quartz' store to what the configuration says, and starts Quartz. */
@Singleton
public class QuartzSchedules {

  private static final Logger log = LoggerFactory.getLogger(QuartzSchedules.class);
  private static final String GROUP = "jobs";

  private final Scheduler quartz;
  private final JobCatalog jobs;
  private final Planner planner;
  private boolean started;

  QuartzSchedules(Scheduler quartz, JobCatalog jobs, Planner planner) {
    this.quartz = quartz;
    this.jobs = jobs;
    this.planner = planner;
  }

  /**
   * Starts Quartz, once; days that were missed are queued before.
   *
   * @throws RuntimeException if PostgreSQL cannot be reached; to be tried again
   */
  public void start() {
    if (started) {
      return;
    }
    for (JobDefinition job : jobs.all()) {
      if (job.enabled()) {
        planner.plan(job, Instant.now());
      }
    }
    try {
      for (JobKey key : quartz.getJobKeys(GroupMatcher.jobGroupEquals(GROUP))) {
        if (jobs.find(key.getName()).filter(JobDefinition::enabled).isEmpty()) {
          quartz.deleteJob(key);
          log.atInfo().addKeyValue("job", key.getName()).log("job is not scheduled any more");
        }
      }
      for (JobDefinition job : jobs.all()) {
        if (job.enabled()) {
          register(job);
        }
      }
      quartz.start();
      started = true;
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz does not start: " + e.getMessage(), e);
    }
  }

  private void register(JobDefinition job) throws SchedulerException {
    Schedule schedule = job.schedule();
    Trigger before = quartz.getTrigger(TriggerKey.triggerKey(job.name(), GROUP));
    if (before instanceof CronTrigger cron
        && cron.getCronExpression().equals(schedule.cron())
        && cron.getTimeZone().toZoneId().equals(schedule.zone())) {
      return;
    }
    quartz.scheduleJob(
        JobBuilder.newJob(PlanJob.class)
            .withIdentity(job.name(), GROUP)
            .storeDurably()
            .requestRecovery()
            .build(),
        Set.of(
            TriggerBuilder.newTrigger()
                .withIdentity(job.name(), GROUP)
                .withSchedule(
                    CronScheduleBuilder.cronSchedule(schedule.cron())
                        .inTimeZone(TimeZone.getTimeZone(schedule.zone()))
                        // One fire plans all days that were missed.
                        .withMisfireHandlingInstructionFireAndProceed())
                .build()),
        true);
    log.atInfo()
        .addKeyValue("job", job.name())
        .addKeyValue("cron", schedule.cron())
        .addKeyValue("zone", schedule.zone())
        .log("job is scheduled");
  }
}
