package io.millrace.gateway.answer;

import org.jspecify.annotations.Nullable;

/**
 * What a question found, not yet written.
 *
 * @param body written as JSON
 * @param next path and query of the next page, for the {@code Link} header; null if there is none
 */
public record Content(Object body, @Nullable String next) {

  /** All there is. */
  public static Content of(Object body) {
    return new Content(body, null);
  }
}
