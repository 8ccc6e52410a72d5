package io.millrace.gateway.lateevents;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A page of late events, newest first.
 *
 * @param lateEvents at most as many as the request's limit
 * @param cursor for the next page; null on the last
 * @param next path and query of the next page; null on the last
 */
@Schema(description = "A page of late events, newest first")
public record LateEventsPage(
    List<LateEvent> lateEvents,
    @Schema(nullable = true) @Nullable String cursor,
    @Schema(
            nullable = true,
            description = "Path and query of the next page, null on the last; also the Link header")
        @Nullable String next) {

  /** Copies the list. */
  public LateEventsPage {
    lateEvents = List.copyOf(lateEvents);
  }
}
