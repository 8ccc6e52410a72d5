package io.millrace.simulator.flights.live;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.FlightSource;
import io.millrace.recordings.flights.RecordedFlights;
import io.millrace.recordings.flights.Rejects;
import io.millrace.runtime.HealthCheck;
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
public final class LiveFlights implements FlightSource {

  private static final Logger log = LoggerFactory.getLogger(LiveFlights.class);

  private final LiveConfig config;
  private final OpenSkyClient client;
  private final Rejects rejects;
  private final long snapshots;
  private long taken;
  private @Nullable FlightSource snapshot;
  private Optional<FlightState> upcoming = Optional.empty();
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
   * The next state of the present snapshot, or of the next one that is newer.
   *
   * @throws io.millrace.runtime.InvalidSettingException if the API refuses client or question
   */
  @Override
  public Optional<FlightState> next() throws IOException, InterruptedException {
    while (upcoming.isEmpty() && taken < snapshots) {
      takeSnapshot();
    }
    Optional<FlightState> state = upcoming;
    if (state.isPresent()) {
      upcoming = rest();
    }
    return state;
  }

  @Override
  public boolean waits() {
    return upcoming.isEmpty();
  }

  /** Whether the API answered when it was last asked. */
  public HealthCheck health() {
    return () -> health;
  }

  @Override
  public void close() throws IOException {
    FlightSource open = snapshot;
    snapshot = null;
    if (open != null) {
      open.close();
    }
  }

  private void takeSnapshot() throws IOException, InterruptedException {
    if (pause != null) {
      Thread.sleep(pause.toMillis());
    }
    OpenSkyClient.Answer answer = ask();
    // With no credit left the next question would be refused, and a refusal may cost more time.
    pause =
        answer.remaining().orElse(1) > 0 || config.interval().compareTo(config.longestWait()) > 0
            ? config.interval()
            : config.longestWait();
    taken++;
    close();
    snapshot = RecordedFlights.open(name(), Recording.of(answer.body()), rejects);
    upcoming = rest();
    log.atInfo()
        .addKeyValue("observed_at", upcoming.map(FlightState::observedAt).orElse(null))
        .addKeyValue("bytes", answer.body().length)
        .addKeyValue("credits_left", answer.remaining())
        .addKeyValue("next_in", pause)
        .log("took a snapshot");
    if (upcoming.isPresent()) {
      Instant observedAt = upcoming.get().observedAt();
      if (observedAt.isAfter(lastObservedAt)) {
        lastObservedAt = observedAt;
      } else {
        log.atInfo().addKeyValue("observed_at", observedAt).log("passed over an old snapshot");
        upcoming = Optional.empty();
      }
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

  private Optional<FlightState> rest() throws IOException, InterruptedException {
    FlightSource open = snapshot;
    return open == null ? Optional.empty() : open.next();
  }
}
