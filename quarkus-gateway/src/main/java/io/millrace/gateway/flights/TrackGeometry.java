package io.millrace.gateway.flights;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws the way between positions. Where it crosses the antimeridian it is cut into parts, neither
 * of which does (RFC 7946, section 3.1.9): the last position of one and the first of the next lie
 * at 180 and -180 degrees, at the latitude that a straight line between the two has there.
 */
final class TrackGeometry {

  private final List<List<List<Double>>> parts = new ArrayList<>();
  private List<List<Double>> part = new ArrayList<>();

  private TrackGeometry() {}

  /**
   * The way through positions in order of time.
   *
   * @return a line, or several where it is cut; a point if the aircraft stays at one position; null
   *     without positions
   */
  static @Nullable Geometry of(List<AircraftState> positions) {
    TrackGeometry track = new TrackGeometry();
    AircraftState previous = null;
    for (AircraftState position : positions) {
      if (previous != null && Math.abs(position.longitude() - previous.longitude()) > 180) {
        track.cut(previous, position);
      }
      track.add(position.longitude(), position.latitude());
      previous = position;
    }
    track.endPart();
    return track.geometry(positions);
  }

  /** The shorter way from one to the other leads over 180 degrees. */
  private void cut(AircraftState from, AircraftState to) {
    double edge = from.longitude() > 0 ? 180 : -180;
    double beforeEdge = Math.abs(edge - from.longitude());
    double behindEdge = Math.abs(-edge - to.longitude());
    double whole = beforeEdge + behindEdge;
    // Both may lie on the antimeridian, once written as 180 and once as -180.
    double share = whole == 0 ? 0 : beforeEdge / whole;
    double latitude = from.latitude() + share * (to.latitude() - from.latitude());
    add(edge, latitude);
    endPart();
    add(-edge, latitude);
  }

  private void add(double longitude, double latitude) {
    List<Double> position = List.of(longitude, latitude);
    // An aircraft that stays where it is adds nothing to the way.
    if (part.isEmpty() || !part.get(part.size() - 1).equals(position)) {
      part.add(position);
    }
  }

  private void endPart() {
    if (part.size() > 1) {
      parts.add(part);
    }
    part = new ArrayList<>();
  }

  private @Nullable Geometry geometry(List<AircraftState> positions) {
    if (parts.isEmpty()) {
      return positions.isEmpty()
          ? null
          : Geometry.Point.of(positions.get(0).longitude(), positions.get(0).latitude());
    }
    return parts.size() == 1
        ? new Geometry.LineString(parts.get(0))
        : new Geometry.MultiLineString(parts);
  }
}
