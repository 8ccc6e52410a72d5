package io.millrace.bridge.source;

import io.millrace.runtime.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** Whether a source's changes really reach Kafka. */
public final class StreamCheck implements HealthCheck {

  private final SourceSupervisor source;

  /** Looks at one source. */
  public StreamCheck(SourceSupervisor source) {
    this.source = source;
  }

  @Override
  public Verdict check() {
    SourceState state = source.state();
    if (state instanceof SourceState.Streaming) {
      return streaming();
    }
    if (state instanceof SourceState.Snapshotting) {
      return Verdict.up(snapshotting());
    }
    if (state instanceof SourceState.Waiting waiting) {
      long seconds = Math.max(0, Duration.between(Instant.now(), waiting.until()).toSeconds());
      return Verdict.down(
          "waiting, next try (after %d failed) in %d s: %s"
              .formatted(waiting.attempt(), seconds, waiting.cause()));
    }
    if (state instanceof SourceState.Paused rest) {
      return Verdict.down(rest.cause() + "; the server keeps WAL until it is resumed");
    }
    return Verdict.down(state.name());
  }

  private String snapshotting() {
    OptionalLong expected = source.progress().expectedSnapshotRows();
    return "snapshotting; rows published: "
        + source.progress().snapshotRows()
        + (expected.isPresent() ? " of about " + expected.getAsLong() : "");
  }

  private Verdict streaming() {
    long quiet = source.progress().quietMillis();
    // Heartbeats travel as transactions do: when none comes through, nothing does.
    if (quiet > 2 * source.expectedQuietMillis()) {
      return Verdict.down("streaming, but nothing came through for " + quiet / 1000 + " s");
    }
    return Verdict.up(
        "streaming; " + source.progress().lagMillis(source.expectedQuietMillis()) + " ms behind");
  }
}
