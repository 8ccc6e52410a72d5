package io.millrace.recordings.flights.opensky;

/** A piece of input is no state. The message says why, {@link #remedy()} what to do. */
public final class MalformedStateException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String remedy;

  /** With a reason that names the value. */
  public MalformedStateException(String reason, String remedy) {
    super(reason + "; " + remedy);
    this.reason = reason;
    this.remedy = remedy;
  }

  /** What is wrong. */
  public String reason() {
    return reason;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
