package io.millrace.gateway.config;

import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** A time to wait at most: 100 ms to 10 s, such as {@code 500ms} or {@code 2s}. */
public final class TimeoutConverter implements Converter<Duration> {

  private static final long serialVersionUID = 1L;

  private static final DurationRange RANGE =
      new DurationRange(
          Duration.ofMillis(100), Duration.ofSeconds(10), "a duration from 100ms to 10s");

  @Override
  public Duration convert(String text) {
    return RANGE.read(text);
  }
}
