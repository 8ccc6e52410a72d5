package io.millrace.gateway.telecom;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A page of metrics, newest window first.
 *
 * @param from start of the range, contained
 * @param to end of the range, not contained
 * @param windows at most as many as the request's limit
 * @param cursor for the next page; null on the last
 * @param next path and query of the next page; null on the last
 */
@Schema(description = "A page of metrics, newest window first")
public record MetricsPage(
    Instant from,
    Instant to,
    List<WindowMetrics> windows,
    @Schema(nullable = true, examples = "MX4xNzk1MTc2MDAwfkNBTEx-QWxtYXR5") @Nullable String cursor,
    @Schema(
            nullable = true,
            description = "Path and query of the next page, null on the last; also the Link header")
        @Nullable String next) {

  /** Copies the list. */
  public MetricsPage {
    windows = List.copyOf(windows);
  }
}
