package io.millrace.gateway.flights;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * {@link LiveAircraft} as a feature collection of RFC 7946 (GeoJSON), section 3.3. What is not in
 * the RFC is a foreign member (section 6.1).
 *
 * @param type {@code FeatureCollection}
 * @param at see {@link LiveAircraft}
 * @param maxAge see {@link LiveAircraft}, s
 * @param limit see {@link LiveAircraft}
 * @param truncated see {@link LiveAircraft}
 * @param features one for each aircraft, in order of address
 */
@Schema(description = "Aircraft as a feature collection of RFC 7946")
public record LiveFeatures(
    @Schema(examples = "FeatureCollection") String type,
    @Schema(nullable = true, description = "As in the JSON answer") @Nullable Instant at,
    @Schema(examples = "300", description = "s") long maxAge,
    @Schema(examples = "10000") int limit,
    @Schema(description = "Whether there are more than the limit") boolean truncated,
    List<AircraftFeature> features) {

  /** The same answer as features, each made when it is written: there may be 20,000. */
  static LiveFeatures of(LiveAircraft live) {
    return new LiveFeatures(
        "FeatureCollection",
        live.at(),
        live.maxAge(),
        live.limit(),
        live.truncated(),
        new Features(live.aircraft()));
  }

  /**
   * One aircraft.
   *
   * @param type {@code Feature}
   * @param id its address
   * @param geometry where it is
   * @param properties the rest of its state
   */
  public record AircraftFeature(
      @Schema(examples = "Feature") String type,
      @Schema(examples = "4b1816") String id,
      Geometry.Point geometry,
      @JsonIgnoreProperties({"longitude", "latitude"}) AircraftState properties) {

    static AircraftFeature of(AircraftState state) {
      return new AircraftFeature(
          "Feature", state.icao24(), Geometry.Point.of(state.longitude(), state.latitude()), state);
    }
  }

  /** Aircraft seen as features. */
  private static final class Features extends AbstractList<AircraftFeature> {

    private final List<AircraftState> aircraft;

    Features(List<AircraftState> aircraft) {
      this.aircraft = aircraft;
    }

    @Override
    public AircraftFeature get(int index) {
      return AircraftFeature.of(aircraft.get(index));
    }

    @Override
    public int size() {
      return aircraft.size();
    }
  }
}
