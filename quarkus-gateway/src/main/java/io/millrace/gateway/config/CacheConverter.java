package io.millrace.gateway.config;

import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** How long an answer counts as fresh: 0 to 1 min, such as {@code 500ms}. */
public final class CacheConverter implements Converter<Duration> {

  private static final long serialVersionUID = 1L;

  private static final DurationRange RANGE =
      new DurationRange(
          Duration.ZERO, Duration.ofMinutes(1), "0, which keeps nothing, or a duration up to 1m");

  @Override
  public Duration convert(String text) {
    return RANGE.read(text);
  }
}
