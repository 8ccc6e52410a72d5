package io.millrace.scheduler.execution;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.scheduler.config.SchedulerConfig;
import io.millrace.scheduler.execution.Leases.Claim;
import io.millrace.scheduler.execution.Leases.LostRunException;
import io.millrace.scheduler.history.Database.DatabaseException;
import io.millrace.scheduler.history.RunRepository;
import io.millrace.scheduler.job.JobCatalog;
import io.millrace.scheduler.metrics.SchedulerMeters;
import io.millrace.scheduler.notify.Outbox;
import io.millrace.scheduler.plan.QuartzSchedules;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduler's heart: looks at the queue again and again, and has runs worked on. It beats while
 * PostgreSQL is away, too.
 */
@Singleton
public class Dispatcher {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final SchedulerConfig config;
  private final JobCatalog jobs;
  private final Leases leases;
  private final Outbox outbox;
  private final QuartzSchedules schedules;
  private final RunExecution.Tools tools;
  private final SchedulerMeters meters;
  private final Set<Long> active = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private volatile boolean stopping;
  private volatile Optional<String> trouble = Optional.of("it has not looked at the queue yet");

  Dispatcher(
      SchedulerConfig config,
      JobCatalog jobs,
      Leases leases,
      Outbox outbox,
      QuartzSchedules schedules,
      RunRepository runs,
      StepLauncher launcher,
      SchedulerMeters meters,
      ObjectMapper json) {
    this.config = config;
    this.jobs = jobs;
    this.leases = leases;
    this.outbox = outbox;
    this.schedules = schedules;
    this.meters = meters;
    this.tools =
        new RunExecution.Tools(
            leases,
            runs,
            launcher,
            meters,
            json,
            config.pollInterval(),
            config.lease(),
            config.grace());
  }

  void start(@Observes StartupEvent start) {
    ScheduledFuture<?> unused =
        ticker.scheduleWithFixedDelay(
            this::tick, 0, config.pollInterval().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What keeps it from its work now; empty if nothing does. */
  public Optional<String> trouble() {
    return trouble;
  }

  private void tick() {
    try {
      schedules.start();
      claimAll();
      outbox.addLate();
      meters.refresh();
      if (trouble.isPresent()) {
        log.atInfo().log("scheduling");
      }
      trouble = Optional.empty();
    } catch (DatabaseException e) {
      outage(e);
    } catch (RuntimeException e) {
      // A look at the queue that fails must not be the last one.
      log.atError().setCause(e).log("looking at the queue failed");
      trouble = Optional.of(e.toString());
    }
  }

  private void outage(DatabaseException e) {
    String now = "PostgreSQL: " + e.getMessage();
    if (!trouble.equals(Optional.of(now))) {
      log.atWarn().addKeyValue("cause", e.getMessage()).log("PostgreSQL is away");
    }
    trouble = Optional.of(now);
  }

  private void claimAll() {
    while (!stopping && active.size() < config.parallelRuns()) {
      Optional<Claim> claim = leases.claim(jobs.names(), active);
      if (claim.isEmpty()) {
        return;
      }
      active.add(claim.get().run().id());
      Future<?> unused = workers.submit(() -> work(claim.get()));
    }
  }

  private void work(Claim claim) {
    try {
      new RunExecution(claim, jobs.find(claim.run().job()).orElseThrow(), tools, () -> stopping)
          .run();
    } catch (LostRunException | DatabaseException e) {
      log.atWarn()
          .addKeyValue("run", claim.run().id())
          .addKeyValue("cause", e.getMessage())
          .log("run given up here; it is claimed again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.atError().setCause(e).addKeyValue("run", claim.run().id()).log("run left behind");
    } finally {
      active.remove(claim.run().id());
    }
  }

  void stop(@Observes ShutdownEvent stop) throws InterruptedException {
    stopping = true;
    ticker.shutdown();
    workers.shutdown();
    Duration longest = config.grace().multipliedBy(2).plus(config.pollInterval().multipliedBy(2));
    if (!workers.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
      log.atWarn().log("a run has not been left in order; its lease will end");
    }
  }
}
