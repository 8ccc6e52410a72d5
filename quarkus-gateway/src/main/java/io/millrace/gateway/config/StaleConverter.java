package io.millrace.gateway.config;

import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** How old an answer may be in an outage: 0 to 1 day, such as {@code 10m}. */
public final class StaleConverter implements Converter<Duration> {

  private static final long serialVersionUID = 1L;

  private static final DurationRange RANGE =
      new DurationRange(
          Duration.ZERO, Duration.ofDays(1), "0, which keeps nothing, or a duration up to 24h");

  @Override
  public Duration convert(String text) {
    return RANGE.read(text);
  }
}
