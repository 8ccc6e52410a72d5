package io.millrace.gateway.flights;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * {@link TrackPage} as a feature of RFC 7946 (GeoJSON), section 3.2. It draws the way between the
 * page's own positions, not the way from the page before.
 *
 * @param type {@code Feature}
 * @param id the aircraft's address
 * @param geometry a line, or several where it is cut at the antimeridian; a point if there is one
 *     position only; null if there is none
 * @param properties the rest of the page
 */
@Schema(description = "A page of an aircraft's track as a feature of RFC 7946")
public record TrackFeature(
    @Schema(examples = "Feature") String type,
    @Schema(examples = "4b1816") String id,
    @Schema(
            nullable = true,
            description =
                "A LineString; a MultiLineString where it is cut at the antimeridian; a Point for"
                    + " one position; null for none")
        @Nullable Geometry geometry,
    TrackProperties properties) {

  /** The same page as a feature. */
  static TrackFeature of(TrackPage page) {
    List<AircraftState> positions = page.positions();
    return new TrackFeature(
        "Feature",
        page.icao24(),
        TrackGeometry.of(positions),
        new TrackProperties(
            page.icao24(),
            page.from(),
            page.to(),
            positions.size(),
            positions.isEmpty() ? null : positions.get(0).observedAt(),
            positions.isEmpty() ? null : positions.get(positions.size() - 1).observedAt(),
            page.cursor(),
            page.next()));
  }

  /**
   * What the page is of.
   *
   * @param icao24 the aircraft's address, in lower case
   * @param from start of the range, contained
   * @param to end of the range, not contained
   * @param positions how many positions the line leads through
   * @param firstObservedAt when the first was observed; null if there is none
   * @param lastObservedAt when the last was observed; null if there is none
   * @param cursor for the next page; null on the last
   * @param next path and query of the next page; null on the last
   */
  public record TrackProperties(
      @Schema(examples = "4b1816") String icao24,
      Instant from,
      Instant to,
      @Schema(examples = "360") int positions,
      @Schema(nullable = true) @Nullable Instant firstObservedAt,
      @Schema(nullable = true) @Nullable Instant lastObservedAt,
      @Schema(nullable = true) @Nullable String cursor,
      @Schema(nullable = true, description = "Path and query of the next page, null on the last")
          @Nullable String next) {}
}
