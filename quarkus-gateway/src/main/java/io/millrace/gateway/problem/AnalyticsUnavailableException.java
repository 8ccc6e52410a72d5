package io.millrace.gateway.problem;

import java.time.Duration;

/** ClickHouse could not answer now; the same request may succeed later. */
public final class AnalyticsUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  /**
   * @param detail for a person: what happened and what to do
   * @param retryAfter when to try again
   */
  public AnalyticsUnavailableException(String detail, Duration retryAfter, Throwable cause) {
    super(detail, cause);
    this.retryAfter = retryAfter;
  }

  /**
   * @param detail for a person: what there is too much of and what to do
   * @param retryAfter when to try again
   */
  public AnalyticsUnavailableException(String detail, Duration retryAfter) {
    super(detail);
    this.retryAfter = retryAfter;
  }

  /** When to try again. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
