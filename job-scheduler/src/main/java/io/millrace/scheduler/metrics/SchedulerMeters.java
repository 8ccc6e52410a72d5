package io.millrace.scheduler.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.scheduler.history.Database;
import io.millrace.scheduler.history.RunState;
import io.millrace.scheduler.history.StepState;
import io.millrace.scheduler.job.JobCatalog;
import io.millrace.scheduler.job.JobDefinition;
import io.millrace.scheduler.job.StepName;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Every meter of the scheduler. What PostgreSQL knows survives a restart and is the same on each
 * scheduler: last success, days that are late; what is counted is what this process has done.
 */
@Singleton
public class SchedulerMeters {

  private static final Duration REFRESH = Duration.ofSeconds(5);

  private final MeterRegistry registry;
  private final Database database;
  private volatile Map<String, Figures> figures = Map.of();
  private long refreshed = System.nanoTime() - REFRESH.toNanos();

  /**
   * What PostgreSQL knows of a job.
   *
   * @param lastSuccess seconds since 1970; 0 if none
   */
  private record Figures(double lastSuccess, double late, double queued) {
    static final Figures NONE = new Figures(0, 0, 0);
  }

  SchedulerMeters(MeterRegistry registry, Database database, JobCatalog jobs) {
    this.registry = registry;
    this.database = database;
    for (JobDefinition job : jobs.all()) {
      register(job.name());
    }
  }

  private void register(String job) {
    for (RunState state : RunState.values()) {
      if (state.isFinal() && state != RunState.SKIPPED) {
        runs(job, state);
      }
    }
    Gauge.builder("millrace.scheduler.last.success.timestamp.seconds", () -> of(job).lastSuccess())
        .description("When a run of the job succeeded last, seconds since 1970; 0 if never")
        .tag("job", job)
        .register(registry);
    Gauge.builder("millrace.scheduler.late", () -> of(job).late())
        .description("Scheduled days that are past their deadline and not done")
        .tag("job", job)
        .register(registry);
    Gauge.builder("millrace.scheduler.queued", () -> of(job).queued())
        .description("Runs that wait for their turn")
        .tag("job", job)
        .register(registry);
  }

  private Figures of(String job) {
    return figures.getOrDefault(job, Figures.NONE);
  }

  private Counter runs(String job, RunState state) {
    return Counter.builder("millrace.scheduler.runs")
        .description("Runs that this process has brought to an end")
        .tag("job", job)
        .tag("state", state.name())
        .register(registry);
  }

  /** A run has ended. */
  public void run(String job, RunState state) {
    runs(job, state).increment();
  }

  /** An attempt at a step has ended. */
  public void step(String job, StepName step, StepState state, Duration time) {
    Timer.builder("millrace.scheduler.step")
        .description("How long attempts at steps took")
        .tag("job", job)
        .tag("step", step.id())
        .tag("state", state.name())
        .register(registry)
        .record(time);
  }

  /** Asks PostgreSQL, if the last time is a while ago. */
  public void refresh() {
    if (System.nanoTime() - refreshed < REFRESH.toNanos()) {
      return;
    }
    Map<String, Figures> now = new HashMap<>();
    database
        .transaction(
            session ->
                session.list(
                    "SELECT job, coalesce(extract(epoch FROM max(ended_at) FILTER (WHERE state ="
                        + " 'SUCCEEDED')), 0) AS succeeded, count(DISTINCT day) FILTER (WHERE late_at <"
                        + " now() AND state NOT IN ('SUCCEEDED', 'SKIPPED') AND NOT EXISTS (SELECT FROM"
                        + " runs o WHERE o.job = r.job AND o.day = r.day AND o.state = 'SUCCEEDED'))"
                        + " AS late, count(*) FILTER (WHERE state = 'QUEUED') AS queued FROM runs r"
                        + " GROUP BY job",
                    row ->
                        Map.entry(
                            row.getString("job"),
                            new Figures(
                                row.getDouble("succeeded"),
                                row.getDouble("late"),
                                row.getDouble("queued")))))
        .forEach(entry -> now.put(entry.getKey(), entry.getValue()));
    figures = now;
    refreshed = System.nanoTime();
  }
}
