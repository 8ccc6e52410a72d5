package io.millrace.clickhouse.embedded.library;

/** The engine cannot be had on this machine; the message says why and what to do. */
public final class EngineUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The way out of every failure here. */
  static final String WAY_OUT =
      "Or use a ClickHouse server you run: --clickhouse jdbc:clickhouse://host:port";

  /**
   * @param reason what is wrong, and the remedy if there is one, as whole sentences
   */
  EngineUnavailableException(String reason) {
    super(reason + " " + WAY_OUT);
  }

  EngineUnavailableException(String reason, Throwable cause) {
    super(reason + " " + WAY_OUT, cause);
  }
}
