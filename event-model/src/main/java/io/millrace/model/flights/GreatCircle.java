package io.millrace.model.flights;

/** Distances on a sphere of the Earth's mean radius. */
public final class GreatCircle {

  /**
   * The Earth's mean radius R₁ in m, as the IUGG defines it: (2a + b) / 3 of the WGS 84 ellipsoid.
   */
  public static final double EARTH_RADIUS = 6_371_008.8;

  private GreatCircle() {}

  /**
   * The distance in m between two positions in degrees, by the haversine formula. {@link
   * StrictMath} keeps a verdict that hangs on it the same on every machine.
   */
  public static double metres(
      double fromLatitude, double fromLongitude, double toLatitude, double toLongitude) {
    double from = Math.toRadians(fromLatitude);
    double to = Math.toRadians(toLatitude);
    double alongMeridian = StrictMath.sin((to - from) / 2);
    double alongParallel = StrictMath.sin(Math.toRadians(toLongitude - fromLongitude) / 2);
    double haversine =
        alongMeridian * alongMeridian
            + StrictMath.cos(from) * StrictMath.cos(to) * alongParallel * alongParallel;
    return 2 * EARTH_RADIUS * StrictMath.asin(Math.min(1, StrictMath.sqrt(haversine)));
  }
}
