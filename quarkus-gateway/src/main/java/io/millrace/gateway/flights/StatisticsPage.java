package io.millrace.gateway.flights;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A page of country statistics, newest window first.
 *
 * @param from start of the range, contained
 * @param to end of the range, not contained
 * @param windows at most as many as the request's limit
 * @param cursor for the next page; null on the last
 * @param next path and query of the next page; null on the last
 */
@Schema(description = "A page of country statistics, newest window first")
public record StatisticsPage(
    Instant from,
    Instant to,
    List<CountryWindow> windows,
    @Schema(nullable = true, examples = "MX4xNzk1MTc2MDAwfkNI") @Nullable String cursor,
    @Schema(
            nullable = true,
            description = "Path and query of the next page, null on the last; also the Link header")
        @Nullable String next) {

  /** Copies the list. */
  public StatisticsPage {
    windows = List.copyOf(windows);
  }
}
