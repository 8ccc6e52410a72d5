package io.millrace.gateway.request;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Rows of a page.
 *
 * @param rows at most as many as the request's limit
 * @param more whether others follow
 */
public record Page<R>(List<R> rows, boolean more) {

  /** Copies the list. */
  public Page {
    rows = List.copyOf(rows);
  }

  /**
   * The page of a limit.
   *
   * @param found one row more than {@code limit} if there is a next page
   */
  public static <R> Page<R> of(List<R> found, int limit) {
    boolean more = found.size() > limit;
    return new Page<>(more ? found.subList(0, limit) : found, more);
  }

  /** The cursor of the next page, made of the last row; empty on the last page. */
  public Optional<String> cursor(Function<R, String> ofRow) {
    return more ? Optional.of(ofRow.apply(rows.get(rows.size() - 1))) : Optional.empty();
  }
}
