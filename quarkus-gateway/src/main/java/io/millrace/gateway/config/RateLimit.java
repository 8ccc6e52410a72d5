package io.millrace.gateway.config;

/**
 * How many requests a client may make.
 *
 * @param perSecond requests per second, 1 to 1,000,000; 0 for any number
 */
public record RateLimit(int perSecond) {

  private static final int MOST = 1_000_000;

  /** Checks the range. */
  public RateLimit {
    if (perSecond < 0 || perSecond > MOST) {
      throw new IllegalArgumentException("requests per second are " + perSecond);
    }
  }

  /** Any number. */
  public static final RateLimit OFF = new RateLimit(0);

  /** Whether there is a limit. */
  public boolean isOn() {
    return perSecond > 0;
  }

  /** As many at once: twice what a second brings. */
  public long burst() {
    return 2L * perSecond;
  }
}
