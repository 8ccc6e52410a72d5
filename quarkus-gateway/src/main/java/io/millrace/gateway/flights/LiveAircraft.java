package io.millrace.gateway.flights;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Where aircraft were at an instant: of each the newest position.
 *
 * @param at the instant, as it was understood; null if the newest stored was asked for and nothing
 *     is
 * @param maxAge how long before {@code at} they may have been seen last, s
 * @param limit how many were asked for at most
 * @param truncated whether there are more than {@code limit}; those left out have the greatest
 *     addresses
 * @param aircraft in order of address
 */
@Schema(description = "Where aircraft were at an instant: of each the newest position")
public record LiveAircraft(
    @Schema(
            nullable = true,
            description =
                "The instant as it was understood; null for at=latest while nothing is stored")
        @Nullable Instant at,
    @Schema(examples = "300", description = "s") long maxAge,
    @Schema(examples = "10000") int limit,
    @Schema(description = "Whether there are more than the limit") boolean truncated,
    List<AircraftState> aircraft) {

  /** Copies the list. */
  public LiveAircraft {
    aircraft = List.copyOf(aircraft);
  }
}
