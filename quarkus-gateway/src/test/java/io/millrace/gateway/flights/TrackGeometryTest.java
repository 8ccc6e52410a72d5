package io.millrace.gateway.flights;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrackGeometryTest {

  @Test
  void isNothingAPointOrALine() {
    assertThat(way()).isNull();
    assertThat(way(8.5, 47.0)).isEqualTo(Geometry.Point.of(8.5, 47));
    assertThat(way(8.5, 47.0, 8.5, 47.0)).isEqualTo(Geometry.Point.of(8.5, 47));
    assertThat(way(8.5, 47.0, 8.6, 47.0, 8.7, 47.5))
        .isEqualTo(line(List.of(8.5, 47.0), List.of(8.6, 47.0), List.of(8.7, 47.5)));
  }

  @Test
  void isCutWhereItCrossesTheAntimeridianEastward() {
    assertThat(way(178.0, 10.0, 179.0, 10.0, -177.0, 14.0, -176.0, 14.0))
        .isEqualTo(
            lines(
                List.of(List.of(178.0, 10.0), List.of(179.0, 10.0), List.of(180.0, 11.0)),
                List.of(List.of(-180.0, 11.0), List.of(-177.0, 14.0), List.of(-176.0, 14.0))));
  }

  @Test
  void isCutAtEachCrossingThereAndBack() {
    assertThat(way(-179.0, 0.0, 179.0, 0.0, -179.0, 0.0))
        .isEqualTo(
            lines(
                List.of(List.of(-179.0, 0.0), List.of(-180.0, 0.0)),
                List.of(List.of(180.0, 0.0), List.of(179.0, 0.0), List.of(180.0, 0.0)),
                List.of(List.of(-180.0, 0.0), List.of(-179.0, 0.0))));
  }

  @Test
  void isNotCutOnTheAntimeridianItself() {
    // It starts, ends or turns there: a part of one position would be no line.
    assertThat(way(180.0, 5.0, -179.0, 5.0))
        .isEqualTo(line(List.of(-180.0, 5.0), List.of(-179.0, 5.0)));
    assertThat(way(179.0, 5.0, -180.0, 5.0))
        .isEqualTo(line(List.of(179.0, 5.0), List.of(180.0, 5.0)));
    assertThat(way(180.0, 5.0, -180.0, 5.0)).isEqualTo(Geometry.Point.of(180, 5));
  }

  @Test
  void isNotCutAtGreenwich() {
    assertThat(way(-1.0, 51.0, 1.0, 51.0)).isEqualTo(line(List.of(-1.0, 51.0), List.of(1.0, 51.0)));
  }

  @SafeVarargs
  private static Geometry line(List<Double>... positions) {
    return new Geometry.LineString(List.of(positions));
  }

  @SafeVarargs
  private static Geometry lines(List<List<Double>>... parts) {
    return new Geometry.MultiLineString(List.of(parts));
  }

  private static @Nullable Geometry way(double... longitudesAndLatitudes) {
    List<AircraftState> positions = new ArrayList<>();
    for (int i = 0; i < longitudesAndLatitudes.length; i += 2) {
      positions.add(
          new AircraftState(
              "4b1816",
              null,
              "CH",
              longitudesAndLatitudes[i],
              longitudesAndLatitudes[i + 1],
              null,
              null,
              null,
              null,
              false,
              Instant.EPOCH.plusSeconds(i),
              null,
              List.of()));
    }
    return TrackGeometry.of(positions);
  }
}
