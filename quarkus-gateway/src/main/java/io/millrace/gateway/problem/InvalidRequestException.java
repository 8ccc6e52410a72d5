package io.millrace.gateway.problem;

import java.util.List;
import java.util.stream.Collectors;

/** A request whose parameters cannot be answered; holds everything that is wrong with it. */
public final class InvalidRequestException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /**
   * @param violations at least one
   */
  public InvalidRequestException(List<Violation> violations) {
    super(violations.stream().map(Violation::sentence).collect(Collectors.joining(". ")));
    if (violations.isEmpty()) {
      throw new IllegalArgumentException("no violation, so the request is not invalid");
    }
    this.violations = List.copyOf(violations);
  }

  /** What is wrong, in the order found. */
  public List<Violation> violations() {
    return violations;
  }
}
