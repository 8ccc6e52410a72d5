package io.millrace.simulator.flights.live;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.Rejects;
import io.millrace.recordings.flights.opensky.StatesJson;
import io.millrace.runtime.HealthCheck;
import io.millrace.simulator.flights.snapshot.AnswerSnapshot;
import io.millrace.simulator.flights.snapshot.Gzip;
import io.millrace.simulator.flights.snapshot.Snapshot;
import io.millrace.simulator.flights.snapshot.SnapshotSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of the live network, one after another. When the API is away or overloaded it waits
 * with backoff and jitter; when credits are used up, for as long as the API says.
 *
 * <p>Used by one thread; {@link #health()} may be asked by others.
 */
public final class LiveFlights implements SnapshotSource {

  private static final Logger log = LoggerFactory.getLogger(LiveFlights.class);

  private final LiveConfig config;
  private final OpenSkyClient client;
  private final Rejects rejects;
  private final long snapshots;
  private long taken;
  private Instant lastObservedAt = Instant.MIN;
  private @Nullable Duration pause;
  private volatile HealthCheck.Verdict health = HealthCheck.Verdict.down("not asked yet");

  /**
   * A source that asks at the first call of {@link #next()}.
   *
   * @param snapshots how many answers to take; {@link Long#MAX_VALUE} for no end
   */
  public LiveFlights(LiveConfig config, long snapshots, Rejects rejects) {
    this.config = config;
    this.client = new OpenSkyClient(config);
    this.snapshots = snapshots;
    this.rejects = rejects;
  }

  @Override
  public String name() {
    return "live";
  }

  /**
   * The next answer that is newer than the one before, or in which nothing can be read.
   *
   * @throws io.millrace.runtime.InvalidSettingException if the API refuses client or question
   */
  @Override
  public Optional<Snapshot> next() throws IOException, InterruptedException {
    while (taken < snapshots) {
      Optional<Snapshot> snapshot = take();
      if (snapshot.isPresent()) {
        return snapshot;
      }
    }
    return Optional.empty();
  }

  /** Whether the API answered when it was last asked. */
  public HealthCheck health() {
    return () -> health;
  }

  @Override
  public void close() {
    // Holds nothing but memory.
  }

  /** Asks once; empty if the API repeats itself. */
  private Optional<Snapshot> take() throws IOException, InterruptedException {
    if (pause != null) {
      Thread.sleep(pause.toMillis());
    }
    OpenSkyClient.Answer answer = ask();
    Instant arrivedAt = Instant.now();
    // With no credit left the next question would be refused, and a refusal may cost more time.
    pause =
        answer.remaining().orElse(1) > 0 || config.interval().compareTo(config.longestWait()) > 0
            ? config.interval()
            : config.longestWait();
    taken++;
    Optional<Instant> observedAt = read(answer.body());
    log.atInfo()
        .addKeyValue("observed_at", observedAt.orElse(null))
        .addKeyValue("bytes", answer.body().length)
        .addKeyValue("credits_left", answer.remaining())
        .addKeyValue("next_in", pause)
        .log("took a snapshot");
    if (observedAt.isPresent()) {
      if (!observedAt.get().isAfter(lastObservedAt)) {
        log.atInfo()
            .addKeyValue("observed_at", observedAt.get())
            .log("passed over an old snapshot");
        return Optional.empty();
      }
      lastObservedAt = observedAt.get();
    }
    return Optional.of(new AnswerSnapshot(Gzip.of(answer.body()), arrivedAt));
  }

  /**
   * Reports what cannot be read, unless the answer is an old one; answers the time of the first
   * state, if there is any.
   */
  private Optional<Instant> read(byte[] body) throws IOException {
    try (StatesJson states = new StatesJson(name(), Recording.of(body), rejects)) {
      Optional<Instant> first = states.next().map(FlightState::observedAt);
      if (first.isEmpty() || first.get().isAfter(lastObservedAt)) {
        while (states.next().isPresent()) {
          // The reader reports what is none.
        }
      }
      return first;
    }
  }

  private OpenSkyClient.Answer ask() throws InterruptedException {
    for (int attempt = 0; ; attempt++) {
      try {
        OpenSkyClient.Answer answer = client.ask();
        health = HealthCheck.Verdict.up("reading from " + config.states());
        return answer;
      } catch (IOException e) {
        Duration wait = wait(e, attempt);
        health = HealthCheck.Verdict.down(config.states() + " is away: " + e.getMessage());
        log.atWarn()
            .addKeyValue("reason", e.getMessage())
            .addKeyValue("retry_in", wait)
            .log("the live network is away; waiting");
        Thread.sleep(wait.toMillis());
      }
    }
  }

  private Duration wait(IOException e, int attempt) {
    if (e instanceof PassingFailure failure && failure.retryAfter().isPresent()) {
      return failure.retryAfter().get();
    }
    long longest = config.longestWait().toMillis();
    long doubled = config.firstWait().toMillis() << Math.min(attempt, 20);
    // Between half and all of it, so that clients that failed together do not come back together.
    return Duration.ofMillis(
        (long) (Math.min(longest, doubled) * ThreadLocalRandom.current().nextDouble(0.5, 1)));
  }
}
