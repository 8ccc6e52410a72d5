package io.millrace.gateway.config;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** A time to wait at most: 100 ms to 10 s, such as {@code 500ms} or {@code 2s}. */
public final class TimeoutConverter implements Converter<Duration> {

  private static final long serialVersionUID = 1L;

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  @Override
  public Duration convert(String text) {
    try {
      Duration timeout = DurationConverter.parseDuration(text.strip());
      if (timeout.compareTo(SHORTEST) >= 0 && timeout.compareTo(LONGEST) <= 0) {
        return timeout;
      }
    } catch (IllegalArgumentException e) {
      // Refused below, as one out of range is.
    }
    throw new IllegalArgumentException("allowed: a duration from 100ms to 10s");
  }
}
