package io.millrace.simulator.flights.scenario;

import io.millrace.model.flights.GreatCircle;

/** The great circle from one airport to another. */
final class Course {

  private final double fromLatitude;
  private final double fromLongitude;
  private final double toLatitude;
  private final double toLongitude;
  private final double metres;

  /** A place on the course: degrees, and the course there clockwise from north. */
  record Place(double latitude, double longitude, double track) {}

  Course(Airport from, Airport to) {
    fromLatitude = Math.toRadians(from.latitude());
    fromLongitude = Math.toRadians(from.longitude());
    toLatitude = Math.toRadians(to.latitude());
    toLongitude = Math.toRadians(to.longitude());
    metres = GreatCircle.metres(from.latitude(), from.longitude(), to.latitude(), to.longitude());
  }

  /** Its length in m. */
  double metres() {
    return metres;
  }

  /**
   * The place after some metres, by the direct formula on a sphere.
   *
   * @param along m from the beginning; may lie before it or beyond the end
   */
  Place after(double along) {
    double angle = along / GreatCircle.EARTH_RADIUS;
    double course = bearing(fromLatitude, fromLongitude, toLatitude, toLongitude);
    double sine =
        StrictMath.sin(fromLatitude) * StrictMath.cos(angle)
            + StrictMath.cos(fromLatitude) * StrictMath.sin(angle) * StrictMath.cos(course);
    double latitude = StrictMath.asin(Math.max(-1, Math.min(1, sine)));
    double longitude =
        fromLongitude
            + StrictMath.atan2(
                StrictMath.sin(course) * StrictMath.sin(angle) * StrictMath.cos(fromLatitude),
                StrictMath.cos(angle) - StrictMath.sin(fromLatitude) * sine);
    // The way back, turned round: it also holds at the very end, where there is no way on.
    double track =
        along > 0 ? bearing(latitude, longitude, fromLatitude, fromLongitude) + Math.PI : course;
    return new Place(
        Math.toDegrees(latitude),
        wrapped(Math.toDegrees(longitude), -180),
        wrapped(Math.toDegrees(track), 0));
  }

  private static double bearing(
      double fromLatitude, double fromLongitude, double toLatitude, double toLongitude) {
    double east = toLongitude - fromLongitude;
    return StrictMath.atan2(
        StrictMath.sin(east) * StrictMath.cos(toLatitude),
        StrictMath.cos(fromLatitude) * StrictMath.sin(toLatitude)
            - StrictMath.sin(fromLatitude) * StrictMath.cos(toLatitude) * StrictMath.cos(east));
  }

  private static double wrapped(double degrees, double lowest) {
    return degrees - 360 * Math.floor((degrees - lowest) / 360);
  }
}
