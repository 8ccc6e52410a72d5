package io.millrace.gateway.pipeline;

import io.millrace.gateway.analytics.AnalyticsQueries;
import io.millrace.gateway.analytics.Endpoint;
import io.millrace.gateway.pipeline.BridgeFigures.BridgeSource;
import io.millrace.gateway.pipeline.LedgerRepository.Ledgers;
import io.millrace.gateway.pipeline.PipelineReport.Topic;
import io.millrace.gateway.pipeline.SlotFigures.Slot;
import io.millrace.gateway.pipeline.StreamFigures.StreamQuery;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Looks at every part of the platform again and again, so that whoever asks gets an answer at once
 * and many who ask cost no more than one. States are looked at every {@link #IDLE} in any case,
 * since "since when" must be known of a time when nobody looked; figures every second while
 * somebody looks.
 */
@ApplicationScoped
public class PipelineWatch {

  /** How often states are looked at while nobody asks. */
  static final Duration IDLE = Duration.ofSeconds(10);

  /** How often states are looked at while somebody asks: a look opens connections. */
  private static final Duration WATCHED = Duration.ofSeconds(2);

  /** Somebody who asked this long ago asks no more. */
  private static final Duration ATTENTION = Duration.ofSeconds(30);

  private static final Endpoint LEDGERS = Endpoint.light("pipeline");

  /** Figures older than this are read anew before they are shown. */
  private static final Duration FRESH = Duration.ofSeconds(3);

  private final StageStates stages;
  private final Reading<Map<String, BridgeSource>> bridge;
  private final Reading<Map<String, Slot>> slots;
  private final Reading<List<Topic>> topics;
  private final Reading<Map<String, StreamQuery>> stream;
  private final Reading<Ledgers> ledgers;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "pipeline-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Instant askedLast = Instant.EPOCH;
  private volatile Instant figuresRead = Instant.EPOCH;
  private volatile Instant statesRead = Instant.EPOCH;

  PipelineWatch(
      Executor executor,
      StageStates stages,
      BridgeFigures bridge,
      SlotFigures slots,
      TopicFigures topics,
      StreamFigures stream,
      LedgerRepository ledgers,
      AnalyticsQueries analytics) {
    this.stages = stages;
    this.bridge = new Reading<>("bridge", executor, bridge::read);
    this.slots = new Reading<>("postgresql", executor, slots::read);
    this.topics = new Reading<>("kafka", executor, topics::read);
    this.stream = new Reading<>("spark", executor, stream::read);
    this.ledgers =
        new Reading<>(
            "clickhouse",
            executor,
            () ->
                analytics
                    .ask(
                        LEDGERS,
                        connection ->
                            ledgers.lastHour(
                                connection, Instant.now().truncatedTo(ChronoUnit.MILLIS)))
                    .toCompletableFuture()
                    .get());
  }

  void begin(@Observes StartupEvent start) {
    clock.scheduleWithFixedDelay(this::tick, 0, 1, TimeUnit.SECONDS);
  }

  @PreDestroy
  void end() {
    clock.shutdownNow();
  }

  private void tick() {
    Instant now = Instant.now();
    boolean watched = askedLast.plus(ATTENTION).isAfter(now);
    if (!statesRead.plus(watched ? WATCHED : IDLE).isAfter(now)) {
      statesRead = now;
      stages.refresh();
    }
    if (watched) {
      refreshFigures();
    }
  }

  private CompletableFuture<Void> refreshFigures() {
    figuresRead = Instant.now();
    return CompletableFuture.allOf(
        Stream.of(bridge, slots, topics, stream, ledgers)
            .map(Reading::refresh)
            .toArray(CompletableFuture[]::new));
  }

  /** What is known now; never waits. Also says that somebody looks. */
  public PipelineReport current() {
    askedLast = Instant.now();
    return PipelineReports.assemble(
        askedLast.truncatedTo(ChronoUnit.MILLIS),
        stages.current(),
        bridge.value(),
        slots.value(),
        topics.value(),
        stream.value(),
        ledgers.value());
  }

  /** What is known now, after a look if nobody has looked for a while. */
  CompletionStage<PipelineReport> fresh() {
    if (figuresRead.plus(FRESH).isAfter(Instant.now())) {
      return CompletableFuture.completedFuture(current());
    }
    CompletionStage<Void> states = stages.refresh();
    return refreshFigures().thenCombine(states, (figures, known) -> current());
  }
}
