package io.millrace.gateway.config;

import org.eclipse.microprofile.config.spi.Converter;

/** Requests per second, {@code off} or 0 for any number. */
public final class RateLimitConverter implements Converter<RateLimit> {

  private static final long serialVersionUID = 1L;

  @Override
  public RateLimit convert(String text) {
    String limit = text.strip();
    try {
      return limit.equals("off") ? RateLimit.OFF : new RateLimit(Integer.parseInt(limit));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "allowed: requests per second, 1 to 1000000, or off for any number", e);
    }
  }
}
