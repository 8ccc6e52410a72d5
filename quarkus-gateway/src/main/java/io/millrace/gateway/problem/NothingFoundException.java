package io.millrace.gateway.problem;

/** A request for something by name that is not there. */
public final class NothingFoundException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param detail for a person: what was looked for, and where
   */
  public NothingFoundException(String detail) {
    super(detail);
  }
}
