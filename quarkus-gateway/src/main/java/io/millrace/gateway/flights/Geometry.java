package io.millrace.gateway.flights;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A geometry of RFC 7946 (GeoJSON), section 3.1. Positions are longitude, latitude in degrees. */
@Schema(
    description = "A geometry of RFC 7946; positions are longitude, latitude in degrees",
    oneOf = {Geometry.Point.class, Geometry.LineString.class, Geometry.MultiLineString.class})
public sealed interface Geometry {

  /** Its kind, as RFC 7946 names it. */
  String type();

  /**
   * One position.
   *
   * @param coordinates longitude, latitude
   */
  @JsonPropertyOrder({"type", "coordinates"})
  @Schema(name = "Point", description = "RFC 7946, section 3.1.2")
  record Point(List<Double> coordinates) implements Geometry {

    /** Copies the list. */
    public Point {
      coordinates = List.copyOf(coordinates);
    }

    /** A point in degrees east and north. */
    static Point of(double longitude, double latitude) {
      return new Point(List.of(longitude, latitude));
    }

    @Override
    @JsonProperty("type")
    public String type() {
      return "Point";
    }
  }

  /**
   * A line through two positions or more.
   *
   * @param coordinates the positions
   */
  @JsonPropertyOrder({"type", "coordinates"})
  @Schema(name = "LineString", description = "RFC 7946, section 3.1.4")
  record LineString(List<List<Double>> coordinates) implements Geometry {

    /** Copies the list. */
    public LineString {
      coordinates = List.copyOf(coordinates);
    }

    @Override
    @JsonProperty("type")
    public String type() {
      return "LineString";
    }
  }

  /**
   * Several lines.
   *
   * @param coordinates the positions of each
   */
  @JsonPropertyOrder({"type", "coordinates"})
  @Schema(name = "MultiLineString", description = "RFC 7946, section 3.1.5")
  record MultiLineString(List<List<List<Double>>> coordinates) implements Geometry {

    /** Copies the list. */
    public MultiLineString {
      coordinates = List.copyOf(coordinates);
    }

    @Override
    @JsonProperty("type")
    public String type() {
      return "MultiLineString";
    }
  }
}
