package io.millrace.gateway.flights;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Where an aircraft was at an instant, and how it moved.
 *
 * @param icao24 its address, six hexadecimal digits in lower case
 * @param callsign as it was sent; null if none was
 * @param country where it is registered: ISO 3166 alpha-2, or ZZ where it is unknown
 * @param longitude degrees east, WGS 84
 * @param latitude degrees north, WGS 84
 * @param altitude pressure altitude, m above 1013.25 hPa; null if unknown
 * @param velocity speed over ground, m/s; null if unknown
 * @param track direction of movement, degrees clockwise from north; null if unknown
 * @param verticalRate m/s, positive when climbing; null if unknown
 * @param onGround whether the transponder says that it is on the ground
 * @param observedAt the instant that the state describes
 * @param squawk the four octal digits of the transponder code; null if unknown
 * @param rules the data-quality rules that the state broke, none of which quarantines
 */
@Schema(description = "Where an aircraft was at an instant, and how it moved")
public record AircraftState(
    @Schema(examples = "4b1816") String icao24,
    @Schema(nullable = true, examples = "SWR123") @Nullable String callsign,
    @Schema(examples = "CH", description = "ISO 3166 alpha-2, or ZZ where it is unknown")
        String country,
    @Schema(examples = "8.5492", description = "Degrees east, WGS 84") double longitude,
    @Schema(examples = "47.4582", description = "Degrees north, WGS 84") double latitude,
    @Schema(
            nullable = true,
            examples = "10668.0",
            description = "Pressure altitude, m above 1013.25 hPa")
        @Nullable Double altitude,
    @Schema(nullable = true, examples = "231.5", description = "Speed over ground, m/s")
        @Nullable Double velocity,
    @Schema(nullable = true, examples = "274.1", description = "Degrees clockwise from north")
        @Nullable Double track,
    @Schema(nullable = true, examples = "-3.25", description = "m/s, positive when climbing")
        @Nullable Double verticalRate,
    @Schema(examples = "false") boolean onGround,
    @Schema(examples = "2026-11-21T10:00:10Z") Instant observedAt,
    @Schema(nullable = true, examples = "1000") @Nullable String squawk,
    @Schema(description = "Data-quality rules that it broke", examples = "[\"position_stale\"]")
        List<String> rules) {

  /** Copies the list. */
  public AircraftState {
    rules = List.copyOf(rules);
  }
}
