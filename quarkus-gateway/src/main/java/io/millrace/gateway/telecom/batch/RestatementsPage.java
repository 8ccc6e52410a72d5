package io.millrace.gateway.telecom.batch;

import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A page of restated windows, newest day and run first.
 *
 * @param from first day
 * @param to day no longer contained
 * @param windows at most as many as the request's limit
 * @param cursor for the next page; null on the last
 * @param next path and query of the next page; null on the last
 */
@Schema(description = "A page of restated windows, newest day and run first")
public record RestatementsPage(
    @Schema(examples = "2026-11-15") LocalDate from,
    @Schema(examples = "2026-11-22") LocalDate to,
    List<RestatedWindow> windows,
    @Schema(nullable = true, examples = "MX4yMDI2LTExLTIxfjIwMjYxMTIy") @Nullable String cursor,
    @Schema(
            nullable = true,
            description = "Path and query of the next page, null on the last; also the Link header")
        @Nullable String next) {

  /** Copies the list. */
  public RestatementsPage {
    windows = List.copyOf(windows);
  }
}
