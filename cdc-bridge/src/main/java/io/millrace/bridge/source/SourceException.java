package io.millrace.bridge.source;

/** A source cannot go on by itself; the message says what is wrong, and the remedy. */
final class SourceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SourceException(String message) {
    super(message);
  }
}
