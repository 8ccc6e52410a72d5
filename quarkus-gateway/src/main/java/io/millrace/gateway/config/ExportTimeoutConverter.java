package io.millrace.gateway.config;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** A time that a download may take: 1 s to 10 min, such as {@code 60s} or {@code 5m}. */
public final class ExportTimeoutConverter implements Converter<Duration> {

  private static final long serialVersionUID = 1L;

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(10);

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
    throw new IllegalArgumentException("allowed: a duration from 1s to 10m");
  }
}
