package io.millrace.spark.batch;

/** A job cannot do what it was asked for; the message says why and what to do, on one line. */
public final class BatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With what is wrong. */
  public BatchException(String message) {
    super(message);
  }

  /** With what is wrong, and what says so. */
  public BatchException(String message, Throwable cause) {
    super(message, cause);
  }
}
