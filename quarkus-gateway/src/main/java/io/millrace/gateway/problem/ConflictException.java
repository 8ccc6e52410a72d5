package io.millrace.gateway.problem;

/** What is asked for cannot be done as things are; asking again changes nothing. */
public final class ConflictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param detail for a person: what stands against it, and what to do instead
   */
  public ConflictException(String detail) {
    super(detail);
  }
}
