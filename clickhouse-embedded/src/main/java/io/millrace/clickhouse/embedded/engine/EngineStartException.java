package io.millrace.clickhouse.embedded.engine;

/** The engine cannot start; the message says why and what to do. */
public final class EngineStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, and the remedy
   */
  public EngineStartException(String message) {
    super(message);
  }
}
