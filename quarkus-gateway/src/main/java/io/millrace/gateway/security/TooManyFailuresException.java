package io.millrace.gateway.security;

/** An address has sent too many wrong keys. */
final class TooManyFailuresException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long waitSeconds;

  /**
   * @param waitSeconds when the next one is taken
   */
  TooManyFailuresException(long waitSeconds) {
    super(Refusals.TOO_MANY_FAILURES);
    this.waitSeconds = waitSeconds;
  }

  /** When the next one is taken, in seconds. */
  long waitSeconds() {
    return waitSeconds;
  }
}
