package io.millrace.gateway.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.millrace.gateway.metrics.BatchRuns.Job;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows what became of batch jobs, whose own processes are gone when Prometheus comes. The ledger
 * is read every {@link #INTERVAL} by a thread of its own, so that a scrape never waits for
 * ClickHouse; while ClickHouse does not answer, and for what has not happened yet, there are no
 * gauges.
 */
@ApplicationScoped
class BatchMeters {

  static final Duration INTERVAL = Duration.ofSeconds(15);

  private static final Logger log = LoggerFactory.getLogger(BatchMeters.class);

  private final BatchRuns runs;
  private final Map<MultiGauge, Function<Job, @Nullable Number>> gauges = new LinkedHashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "batch-meters");
            thread.setDaemon(true);
            return thread;
          });
  private boolean answered = true;

  BatchMeters(BatchRuns runs, MeterRegistry meters) {
    this.runs = runs;
    show(
        meters,
        "last.success.timestamp.seconds",
        "When the newest run that succeeded ended",
        Job::lastSuccess);
    show(
        meters,
        "last.failure.timestamp.seconds",
        "When the newest run that failed ended",
        Job::lastFailure);
    show(
        meters,
        "last.duration.seconds",
        "How long the newest run took that ended, be it with a failure",
        Job::lastDuration);
    show(
        meters,
        "running",
        "Runs that have begun within a day and not ended; one that was killed is among them",
        Job::running);
    show(
        meters,
        "running.since.timestamp.seconds",
        "When the oldest run began that has not ended; its age tells a run that was killed",
        Job::runningSince);
  }

  private void show(
      MeterRegistry meters,
      String name,
      String description,
      Function<Job, @Nullable Number> value) {
    gauges.put(
        MultiGauge.builder("millrace.batch." + name).description(description).register(meters),
        value);
  }

  void begin(@Observes StartupEvent start) {
    clock.scheduleWithFixedDelay(this::read, 0, INTERVAL.toSeconds(), TimeUnit.SECONDS);
  }

  /** A gauge outlives what it reads otherwise, where a gateway is started again in one JVM. */
  @PreDestroy
  void end() {
    clock.shutdownNow();
    publish(List.of());
  }

  /** Reads the ledger and shows what it says. */
  synchronized void read() {
    try {
      publish(runs.jobs());
      answered = true;
    } catch (SQLException | RuntimeException e) {
      publish(List.of());
      if (answered) {
        log.atWarn()
            .addKeyValue("cause", String.valueOf(e.getMessage()))
            .log("what became of batch jobs is not known; it is asked for again");
      }
      answered = false;
    }
  }

  private void publish(List<Job> jobs) {
    gauges.forEach(
        (gauge, value) ->
            gauge.register(
                jobs.stream()
                    .filter(job -> value.apply(job) != null)
                    .map(
                        job ->
                            Row.of(
                                Tags.of("job", job.name()),
                                Objects.requireNonNull(value.apply(job))))
                    .toList(),
                /* overwrite= */ true));
  }
}
