package io.millrace.bridge.source;

/** A source cannot go on by itself; the message says what is wrong, and the remedy. */
public final class SourceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is wrong, and what to do about it. */
  public SourceException(String message) {
    super(message);
  }
}
