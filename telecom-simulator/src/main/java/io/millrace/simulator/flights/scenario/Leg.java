package io.millrace.simulator.flights.scenario;

/**
 * One flight from gate to gate, as a function of the seconds since it began to taxi: taxi, climb at
 * a steady rate while it speeds up, cruise, descent while it slows down, taxi, and a turnaround
 * parked.
 */
final class Leg {

  private static final double TAXI_SPEED = 7;
  private static final double TAXI_OUT_SECONDS = 600;
  private static final double TAXI_IN_SECONDS = 300;
  private static final double LIFT_OFF_SPEED = 80;
  private static final double LANDING_SPEED = 70;
  private static final double CLIMB_RATE = 10;
  private static final double DESCENT_RATE = 8;

  private final Airport from;
  private final Airport to;
  private final Course course;
  private final double cruiseSpeed;
  private final double cruiseAltitude;
  private final double climbSeconds;
  private final double cruiseSeconds;
  private final double descentSeconds;
  private final double turnaroundSeconds;

  /**
   * Where the aircraft is and how it moves.
   *
   * @param altitude m above mean sea level; the airport's elevation on the ground
   * @param speed over ground, m/s
   * @param verticalRate m/s
   */
  record Motion(
      Course.Place place, double altitude, double speed, double verticalRate, boolean onGround) {}

  /**
   * A leg.
   *
   * @param cruiseSpeed m/s
   * @param wantedAltitude m; a short leg stays below it
   */
  Leg(
      Airport from,
      Airport to,
      double cruiseSpeed,
      double wantedAltitude,
      double turnaroundSeconds) {
    this.from = from;
    this.to = to;
    this.course = new Course(from, to);
    this.cruiseSpeed = cruiseSpeed;
    this.turnaroundSeconds = turnaroundSeconds;
    double climbMetres =
        meanSpeed(LIFT_OFF_SPEED) * (wantedAltitude - from.elevation()) / CLIMB_RATE;
    double descentMetres =
        meanSpeed(LANDING_SPEED) * (wantedAltitude - to.elevation()) / DESCENT_RATE;
    double share = Math.min(1, 0.9 * course.metres() / (climbMetres + descentMetres));
    double highest = Math.max(from.elevation(), to.elevation());
    this.cruiseAltitude = highest + share * (wantedAltitude - highest);
    this.climbSeconds = (cruiseAltitude - from.elevation()) / CLIMB_RATE;
    this.descentSeconds = (cruiseAltitude - to.elevation()) / DESCENT_RATE;
    this.cruiseSeconds =
        Math.max(
            0,
            (course.metres()
                    - meanSpeed(LIFT_OFF_SPEED) * climbSeconds
                    - meanSpeed(LANDING_SPEED) * descentSeconds)
                / cruiseSpeed);
  }

  /** From the beginning of taxiing to the end of the turnaround. */
  double seconds() {
    return TAXI_OUT_SECONDS
        + climbSeconds
        + cruiseSeconds
        + descentSeconds
        + TAXI_IN_SECONDS
        + turnaroundSeconds;
  }

  Airport to() {
    return to;
  }

  /** The motion some seconds after taxiing began, from 0 to {@link #seconds()}. */
  Motion at(double second) {
    double left = second - TAXI_OUT_SECONDS;
    if (left < 0) {
      return taxiing(from, 0, second, TAXI_OUT_SECONDS);
    }
    if (left < climbSeconds) {
      double speed = LIFT_OFF_SPEED + (cruiseSpeed - LIFT_OFF_SPEED) * left / climbSeconds;
      return airborne(
          (LIFT_OFF_SPEED + speed) / 2 * left,
          from.elevation() + CLIMB_RATE * left,
          speed,
          CLIMB_RATE);
    }
    left -= climbSeconds;
    double climbed = meanSpeed(LIFT_OFF_SPEED) * climbSeconds;
    if (left < cruiseSeconds) {
      return airborne(climbed + cruiseSpeed * left, cruiseAltitude, cruiseSpeed, 0);
    }
    left -= cruiseSeconds;
    if (left < descentSeconds) {
      double speed = cruiseSpeed - (cruiseSpeed - LANDING_SPEED) * left / descentSeconds;
      return airborne(
          climbed + cruiseSpeed * cruiseSeconds + (cruiseSpeed + speed) / 2 * left,
          cruiseAltitude - DESCENT_RATE * left,
          speed,
          -DESCENT_RATE);
    }
    left -= descentSeconds;
    return left < TAXI_IN_SECONDS
        ? taxiing(to, course.metres(), left, TAXI_IN_SECONDS)
        : new Motion(course.after(course.metres()), to.elevation(), 0, 0, true);
  }

  private Motion airborne(double along, double altitude, double speed, double verticalRate) {
    return new Motion(course.after(along), altitude, speed, verticalRate, false);
  }

  // Out along the course and back to the airport's own position, so that no leg begins with a leap.
  private Motion taxiing(Airport airport, double reference, double second, double whole) {
    double out = TAXI_SPEED * Math.min(second, whole - second);
    return new Motion(course.after(reference + out), airport.elevation(), TAXI_SPEED, 0, true);
  }

  private double meanSpeed(double slow) {
    return (slow + cruiseSpeed) / 2;
  }
}
