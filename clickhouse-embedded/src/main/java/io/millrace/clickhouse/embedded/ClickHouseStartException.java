package io.millrace.clickhouse.embedded;

/** The child process did not come up; the message holds the end of its log. */
public final class ClickHouseStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ClickHouseStartException(String message) {
    super(message);
  }

  ClickHouseStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
