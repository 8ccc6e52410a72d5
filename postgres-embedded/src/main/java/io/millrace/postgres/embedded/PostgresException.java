package io.millrace.postgres.embedded;

/** The server cannot run; the message says what was found and what to do. */
public final class PostgresException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With what went wrong and the remedy. */
  public PostgresException(String message) {
    super(message);
  }

  /** The same, and what caused it. */
  public PostgresException(String message, Throwable cause) {
    super(message, cause);
  }
}
