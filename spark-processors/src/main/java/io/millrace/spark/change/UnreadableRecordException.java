package io.millrace.spark.change;

/** A record that cannot be read as a change event; it belongs among the dead letters. */
public final class UnreadableRecordException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param reason short constant for counting, such as {@code not_json}
   * @param detail for a person: the field, its value, and what was expected
   */
  public UnreadableRecordException(String reason, String detail) {
    // No stack trace: bad input is data here, and may come by the million.
    super(detail, null, false, false);
    this.reason = reason;
  }

  /** The short constant under which it is counted. */
  public String reason() {
    return reason;
  }
}
