package io.millrace.local.stack;

/** The stack cannot start; the message names the part and says what to do. */
public final class StackStartException extends Exception {

  private static final long serialVersionUID = 1L;

  /** With what went wrong and the remedy. */
  public StackStartException(String message) {
    super(message);
  }

  /** The same, and what caused it. */
  public StackStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
