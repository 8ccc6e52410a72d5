package io.millrace.simulator.flights.live;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The API did not answer as it should, but may later. */
final class PassingFailure extends IOException {

  private static final long serialVersionUID = 1L;

  private final long retryAfterMillis;

  /** With no word of when. */
  PassingFailure(String reason) {
    super(reason);
    this.retryAfterMillis = -1;
  }

  /** Not before some time has passed. */
  PassingFailure(String reason, Duration retryAfter) {
    super(reason);
    this.retryAfterMillis = retryAfter.toMillis();
  }

  /** How long the API asks to be left alone. */
  Optional<Duration> retryAfter() {
    return retryAfterMillis < 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(retryAfterMillis));
  }
}
