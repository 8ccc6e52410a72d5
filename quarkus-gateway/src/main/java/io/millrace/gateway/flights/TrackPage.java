package io.millrace.gateway.flights;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A page of an aircraft's track.
 *
 * @param icao24 its address, in lower case
 * @param from start of the range, contained
 * @param to end of the range, not contained
 * @param positions in order of time, at most as many as the request's limit
 * @param cursor for the next page; null on the last
 * @param next path and query of the next page; null on the last
 */
@Schema(description = "A page of an aircraft's track, oldest position first")
public record TrackPage(
    @Schema(examples = "4b1816") String icao24,
    Instant from,
    Instant to,
    List<AircraftState> positions,
    @Schema(nullable = true, examples = "MX4xNzk1MTc2MDAwMDAwMDAwfjE3") @Nullable String cursor,
    @Schema(
            nullable = true,
            description = "Path and query of the next page, null on the last; also the Link header")
        @Nullable String next) {

  /** Copies the list. */
  public TrackPage {
    positions = List.copyOf(positions);
  }
}
