package io.millrace.bridge.source;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.millrace.bridge.BridgeConfig;
import io.millrace.bridge.BridgeMetrics;
import io.millrace.bridge.SourceDefinition;
import io.millrace.bridge.TableName;
import io.millrace.bridge.kafka.ChangePublisher;
import io.millrace.bridge.kafka.PublishStep;
import io.millrace.bridge.kafka.SourceProducer;
import io.millrace.bridge.kafka.StreamProgress;
import io.millrace.bridge.kafka.TopicProvisioner;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one source captured: checks its slot, runs an engine, and when that ends, for whatever
 * cause, waits and begins again at the stored position. Sources share nothing, so one that is
 * broken does not stop the others.
 */
public final class SourceSupervisor implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SourceSupervisor.class);

  /** An engine that has run this long was well: the next failure is a new one. */
  private static final Duration RECOVERED_AFTER = Duration.ofSeconds(30);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(8);
  private static final int PAUSE_POLL_MILLIS = 100;

  private final BridgeConfig config;
  private final SourceDefinition source;
  private final PublicationCheck publication;
  private final BridgeMetrics.Source metrics;
  private final PublishStep.Observer observer;
  private final StreamProgress progress;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final AtomicReference<@Nullable DebeziumEngine<?>> engine = new AtomicReference<>();
  private final CountDownLatch stopRequested = new CountDownLatch(1);
  private final Thread thread;

  /** Why it rests, or is about to; null while it may run. */
  private volatile @Nullable String restCause;

  /** Whether the running engine heeds the signal table. */
  private volatile boolean signals;

  /** Why no engine can go on at the stored position; for the source's own thread. */
  private Optional<String> obstacle = Optional.empty();

  private volatile SourceState state = new SourceState.Starting(Instant.now());

  /**
   * Starts nothing yet; see {@link #start()}.
   *
   * @param observer told of each batch's steps
   */
  public SourceSupervisor(
      BridgeConfig config,
      SourceDefinition source,
      BridgeMetrics.Source metrics,
      PublishStep.Observer observer) {
    this.observer = observer;
    this.config = config;
    this.source = source;
    this.metrics = metrics;
    this.progress = new StreamProgress(source.name());
    SnapshotNotifications.listen(source.name(), progress.incremental());
    this.publication = PublicationCheck.of(config, source);
    this.thread = new Thread(this::run, "source-" + source.name());
    metrics.showState(SourceState.NAMES, () -> state.name());
    metrics.showSnapshotRows(progress::snapshotRows, () -> progress.incremental().rows());
    metrics.showEstimatedSnapshotRows(this::estimatedSnapshotRows);
    metrics.showLagSeconds(() -> progress.lagMillis(expectedQuietMillis()) / 1000.0);
  }

  /** Begins to capture. */
  public void start() {
    progress.reset();
    thread.start();
  }

  /** Where it is in its life. */
  public SourceState state() {
    return state;
  }

  /** How far its events have come. */
  public StreamProgress progress() {
    return progress;
  }

  private double estimatedSnapshotRows() {
    OptionalLong rows = progress.expectedSnapshotRows();
    return rows.isPresent() ? rows.getAsLong() : Double.NaN;
  }

  /** The longest time without any transaction, heartbeats included, on a healthy stream. */
  public long expectedQuietMillis() {
    return 2 * config.heartbeatInterval().toMillis() + 1000;
  }

  /**
   * Ends the engine in order and lets none begin until {@link #resume()}; the slot then keeps WAL.
   *
   * @return whether it rests now; if not, it will within some seconds more
   */
  public boolean pause() throws InterruptedException {
    return rest("paused on request");
  }

  /**
   * Ends the engine, since the server no longer sends all that is to be captured, until a person
   * has seen to it and asks for {@link #resume()}.
   *
   * @param cause what is missing, and the remedy
   */
  void halt(String cause) throws InterruptedException {
    if (!(state instanceof SourceState.Streaming || state instanceof SourceState.Snapshotting)) {
      // It looks at this itself when it starts.
      return;
    }
    metrics.gap();
    log.atError()
        .addKeyValue("source", source.name())
        .addKeyValue("cause", cause)
        .log("changes are missing from the stream; the source rests until it is resumed");
    rest("stopped: " + cause);
  }

  /**
   * Asks for an incremental snapshot: its rows come amid the stream, which goes on.
   *
   * @param tables of this source; at least one
   * @return the request's id, which {@link IncrementalSnapshots#progress()} will show
   * @throws SourceException if it cannot be made, with the remedy
   * @throws SQLException if the server does not take the request
   */
  public String snapshot(List<TableName> tables) throws SQLException {
    if (!(state instanceof SourceState.Streaming)) {
      throw new SourceException(
          "source " + source.name() + " is " + state.name() + "; it must be streaming");
    }
    return new SnapshotRequest(source, publication).send(tables, signals);
  }

  private boolean rest(String cause) throws InterruptedException {
    restCause = cause;
    Instant deadline = Instant.now().plus(STOP_LIMIT);
    while (!(state instanceof SourceState.Paused) && Instant.now().isBefore(deadline)) {
      closeEngine();
      TimeUnit.MILLISECONDS.sleep(PAUSE_POLL_MILLIS);
    }
    return state instanceof SourceState.Paused;
  }

  /** Goes on after {@link #pause()}, with the event after the last one published. */
  public void resume() {
    restCause = null;
  }

  /** Stops the engine in order, within 8 s; what is not confirmed is repeated at the next start. */
  @Override
  public void close() {
    stopRequested.countDown();
    try {
      Instant deadline = Instant.now().plus(STOP_LIMIT);
      while (thread.isAlive() && Instant.now().isBefore(deadline)) {
        closeEngine();
        thread.join(200);
      }
      if (thread.isAlive()) {
        log.atWarn().addKeyValue("source", source.name()).log("source did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeEngine() {
    DebeziumEngine<?> running = engine.get();
    if (running != null) {
      try {
        running.close();
      } catch (IllegalStateException e) {
        // It refuses while its tasks start or when it is stopping already; close() asks again.
        log.atDebug().addKeyValue("cause", e.getMessage()).log("engine not ready to stop");
      } catch (IOException e) {
        log.atWarn().setCause(e).log("engine did not stop in order");
      }
    }
  }

  private void run() {
    int attempt = 0;
    while (!stopping()) {
      String cause = restCause;
      if (cause != null) {
        awaitResume(cause);
        attempt = 0;
        continue;
      }
      Instant began = Instant.now();
      enter(new SourceState.Starting(began));
      Optional<Throwable> failure = capture();
      if (stopping() || restCause != null) {
        continue;
      }
      metrics.restart();
      boolean recovered = Duration.between(began, Instant.now()).compareTo(RECOVERED_AFTER) > 0;
      attempt = recovered ? 1 : attempt + 1;
      await(attempt, failure.map(Causes::describe).orElse("the engine ended without an error"));
    }
    enter(new SourceState.Stopped(Instant.now()));
  }

  private void await(int attempt, String cause) {
    Duration delay = Backoff.DEFAULT.delay(attempt, random);
    Instant until = Instant.now().plus(delay);
    enter(new SourceState.Waiting(Instant.now(), until, attempt, cause));
    while (!stopping() && restCause == null && Instant.now().isBefore(until)) {
      sleep();
    }
  }

  private void awaitResume(String cause) {
    enter(new SourceState.Paused(Instant.now(), cause));
    while (!stopping() && restCause != null) {
      sleep();
    }
  }

  /** A moment, or less when it is asked to stop. */
  private void sleep() {
    try {
      if (stopRequested.await(PAUSE_POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        log.atDebug().log("asked to stop while waiting");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One life of the engine, from its checks to its end. */
  private Optional<Throwable> capture() {
    try {
      new TopicProvisioner(config.bootstrapServers(), config.topics()).provision(source);
      try (SourceProducer producer =
          new SourceProducer(
              config.bootstrapServers(),
              source,
              EngineProperties.engineName(source),
              config.transactionTimeout())) {
        SlotCheck.Beginning beginning =
            new SlotCheck(source, publication, producer.offsets()).prepare(obstacle);
        progress.reset();
        signals = beginning.signals();
        progress.expectSnapshotRows(beginning.expectedRows());
        obstacle = Optional.empty();
        Optional<Throwable> failure = runEngine(producer, beginning);
        obstacle = failure.flatMap(publication::undecodable);
        return failure;
      }
    } catch (ExecutionException e) {
      return Optional.of(e.getCause() == null ? e : e.getCause());
    } catch (Exception e) {
      // Whatever it is, it must neither end this thread nor stay unseen: it becomes the state.
      return Optional.of(e);
    }
  }

  private Optional<Throwable> runEngine(SourceProducer producer, SlotCheck.Beginning beginning) {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Properties properties = EngineProperties.of(config, source, beginning.signals());
    beginning.position().ifPresent(place -> producer.offsets().beginAt(place, properties));
    ChangePublisher publisher =
        new ChangePublisher(
            producer,
            source,
            beginning.position(),
            // The engine itself gathers records for a poll interval before it hands them over.
            config.commitInterval().minus(config.pollInterval()),
            EngineProperties.MAX_BATCH,
            metrics,
            progress,
            () -> enter(new SourceState.Streaming(Instant.now())),
            observer);
    try {
      DebeziumEngine<RecordChangeEvent<SourceRecord>> started =
          DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
              .using(properties)
              .using(
                  (DebeziumEngine.CompletionCallback)
                      (success, message, error) -> failure.set(success ? null : error))
              .using(
                  new DebeziumEngine.ConnectorCallback() {
                    @Override
                    public void pollingStarted() {
                      enter(first(beginning));
                    }
                  })
              .notifying(publisher)
              .build();
      engine.set(started);
      if (!stopping()) {
        started.run();
      }
    } finally {
      engine.set(null);
    }
    return Optional.ofNullable(failure.get());
  }

  private static SourceState first(SlotCheck.Beginning beginning) {
    return beginning.snapshot()
        ? new SourceState.Snapshotting(Instant.now())
        : new SourceState.Streaming(Instant.now());
  }

  private boolean stopping() {
    return stopRequested.getCount() == 0 || Thread.currentThread().isInterrupted();
  }

  private synchronized void enter(SourceState next) {
    SourceState before = state;
    state = next;
    if (before.name().equals(next.name())) {
      return;
    }
    if (next instanceof SourceState.Waiting waiting) {
      log.atWarn()
          .addKeyValue("source", source.name())
          .addKeyValue("attempt", waiting.attempt())
          .addKeyValue("until", waiting.until())
          .addKeyValue("cause", waiting.cause())
          .log("source is waiting");
    } else {
      log.atInfo()
          .addKeyValue("source", source.name())
          .addKeyValue("state", next.name())
          .log("source changed state");
    }
  }
}
