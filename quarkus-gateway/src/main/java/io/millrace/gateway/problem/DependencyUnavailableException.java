package io.millrace.gateway.problem;

import org.jspecify.annotations.Nullable;

/** Kafka or PostgreSQL could not answer now; the same request may succeed later. */
public final class DependencyUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  static final int RETRY_AFTER_SECONDS = 2;

  private final Dependency dependency;

  /** What could not answer. */
  public enum Dependency {
    /** The log. */
    KAFKA,
    /** A source database. */
    POSTGRESQL
  }

  /**
   * @param detail for a person: what happened and what to do
   */
  public DependencyUnavailableException(
      Dependency dependency, String detail, @Nullable Throwable cause) {
    super(detail, cause);
    this.dependency = dependency;
  }

  /** What could not answer. */
  public Dependency dependency() {
    return dependency;
  }
}
