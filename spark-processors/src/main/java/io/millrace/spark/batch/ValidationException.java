package io.millrace.spark.batch;

import java.util.List;

/**
 * What a job computed does not hold, so it was not published; the message names each check that is
 * violated and its two numbers, one a line.
 */
public final class ValidationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * With the checks.
   *
   * @param what was to be published
   * @param violated a line each; at least one
   */
  public ValidationException(String what, List<String> violated) {
    super(what + " was not published:\n" + String.join("\n", violated));
  }
}
