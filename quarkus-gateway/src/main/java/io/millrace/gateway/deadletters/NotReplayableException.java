package io.millrace.gateway.deadletters;

/** A letter that cannot be replayed; the message says why and what to do instead. */
final class NotReplayableException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param detail for a person: the reason and the remedy
   */
  NotReplayableException(String detail) {
    // No stack trace: each letter of a page is asked.
    super(detail, null, false, false);
  }

  /** The reason and the remedy. */
  String detail() {
    return String.valueOf(getMessage());
  }
}
