package io.millrace.scheduler.job;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.scheduler.config.SchedulerConfig;
import io.millrace.scheduler.job.JobDefinition.Retry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The jobs that the configuration has. */
@Startup
@Singleton
public class JobCatalog {

  private final SortedMap<String, JobDefinition> jobs = new TreeMap<>();

  /**
   * Reads them.
   *
   * @throws InvalidSettingException if something is wrong with one
   */
  public JobCatalog(SchedulerConfig config) {
    config.jobs().forEach((name, job) -> jobs.put(name, read(name, job)));
    if (jobs.isEmpty()) {
      throw new InvalidSettingException(
          "millrace.scheduler.jobs", "empty", "at least one job; see docs/scheduling.md");
    }
  }

  private static JobDefinition read(String name, SchedulerConfig.Job job) {
    String prefix = JobDefinition.prefix(name);
    Map<StepName, StepCommand> steps = new EnumMap<>(StepName.class);
    add(steps, prefix, StepName.CHECK, job.check(), job.timeout());
    add(steps, prefix, StepName.RUN, Optional.of(job.run()), job.timeout());
    add(steps, prefix, StepName.VALIDATE, job.validate(), job.timeout());
    try {
      return new JobDefinition(
          name,
          job.enabled(),
          Schedule.of(prefix, job.cron(), job.zone()),
          steps,
          new Retry(job.retries(), job.backoff(), job.maxBackoff()),
          job.lateAfter(),
          job.catchUpDays());
    } catch (InvalidSettingException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          prefix + "retries", String.valueOf(e.getMessage()), "see docs/scheduling.md");
    }
  }

  private static void add(
      Map<StepName, StepCommand> steps,
      String prefix,
      StepName name,
      Optional<SchedulerConfig.Step> step,
      Duration timeout) {
    step.ifPresent(
        given ->
            steps.put(
                name,
                StepCommand.of(
                    prefix + name.id() + ".command",
                    given.command(),
                    given.timeout().orElse(timeout))));
  }

  /** The job of that name. */
  public Optional<JobDefinition> find(String name) {
    return Optional.ofNullable(jobs.get(name));
  }

  /** All, by name. */
  public Collection<JobDefinition> all() {
    return jobs.values();
  }

  /** Their names. */
  public Set<String> names() {
    return jobs.keySet();
  }
}
