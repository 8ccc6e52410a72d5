package io.millrace.gateway.config;

import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** A time that a download may take: 1 s to 10 min, such as {@code 60s} or {@code 5m}. */
public final class ExportTimeoutConverter implements Converter<Duration> {

  private static final long serialVersionUID = 1L;

  private static final DurationRange RANGE =
      new DurationRange(Duration.ofSeconds(1), Duration.ofMinutes(10), "a duration from 1s to 10m");

  @Override
  public Duration convert(String text) {
    return RANGE.read(text);
  }
}
