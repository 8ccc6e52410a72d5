package io.millrace.simulator.flights.scenario;

import io.millrace.model.flights.FlightState;
import io.millrace.simulator.scenario.Draw;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One aircraft and its flights, one after another. Asked for states in order of time. Every draw is
 * from a sequence of its own, so it does not matter how many others fly.
 */
final class Aircraft {

  private static final double FOOT = 0.3048;
  private static final double ALTITUDE_STEP = 25 * FOOT;
  private static final long RECEPTION_SLOT_SECONDS = 120;
  private static final double SHARE_WITHOUT_POSITION = 0.01;
  private static final double SHARE_LOST = 0.02;
  private static final double SHARE_BLANK_CALLSIGN = 0.02;
  private static final double SHARE_PLACEHOLDER = 0.001;
  private static final double SHARE_EMERGENCY = 0.000_5;

  private final String icao24;
  private final Airport home;
  private final long seed;
  private final Draw draw;
  private Leg leg;
  private Instant legBegan;
  private String callsign;
  private String squawk;
  private String squawkAfterHandover;

  Aircraft(long seed, int index, Instant start) {
    this.seed = seed * 1_000_003 + index;
    this.draw = new Draw(new SplittableRandom(this.seed));
    // From 100000 on, one apart: unique, and in nobody's way.
    this.icao24 = String.format(Locale.ROOT, "%06x", 0x100000 + index);
    this.home = Airport.ALL.get(draw.below(Airport.ALL.size()));
    this.leg = leg(home);
    this.legBegan = start.minusMillis((long) (1_000 * draw.uniform(0, leg.seconds())));
    this.callsign = callsign();
    this.squawk = squawk();
    this.squawkAfterHandover = squawk();
  }

  /** What the network knows of it at an instant, which is not before the one asked for last. */
  FlightState at(Instant instant) {
    advance(instant);
    Draw reception = reception(instant);
    double fate = reception.uniform();
    boolean positioned = fate >= SHARE_WITHOUT_POSITION;
    boolean lost = positioned && fate < SHARE_WITHOUT_POSITION + SHARE_LOST;
    Instant positionTime = lost ? slotBegan(instant) : instant;
    Leg.Motion motion = leg.at(second(instant));
    Course.Place place = leg.at(second(positionTime)).place();
    boolean halfway = second(instant) > leg.seconds() / 2;
    return new FlightState(
        icao24,
        callsign,
        home.country(),
        null,
        positioned ? positionTime : null,
        instant,
        positioned ? rounded(place.longitude(), 1e-4) : null,
        positioned ? rounded(place.latitude(), 1e-4) : null,
        altitude(motion),
        motion.onGround(),
        rounded(motion.speed(), 0.01),
        rounded(place.track(), 0.01),
        motion.onGround() ? null : motion.verticalRate(),
        altitude(motion),
        halfway ? squawkAfterHandover : squawk,
        false,
        0,
        instant);
  }

  private void advance(Instant instant) {
    while (second(instant) > leg.seconds()) {
      legBegan = legBegan.plusMillis((long) (1_000 * leg.seconds()));
      leg = leg(leg.to());
      callsign = callsign();
      squawk = squawk();
      squawkAfterHandover = squawk();
    }
  }

  private Leg leg(Airport from) {
    Airport to = from;
    while (to.equals(from)) {
      to = Airport.ALL.get(draw.below(Airport.ALL.size()));
    }
    // Flight levels 290 to 410, by even thousands of feet.
    double altitude = (29_000 + 1_000 * draw.below(13)) * FOOT;
    return new Leg(from, to, draw.uniform(215, 255), altitude, draw.uniform(2_400, 5_400));
  }

  // Eight characters, padded with blanks, as a transponder sends it.
  private String callsign() {
    double kind = draw.uniform();
    int number = 1 + draw.below(9_999);
    if (kind < SHARE_BLANK_CALLSIGN) {
      return "        ";
    }
    return kind < SHARE_BLANK_CALLSIGN + SHARE_PLACEHOLDER
        ? "00000000"
        : String.format(Locale.ROOT, "%-8s", "MLR" + number);
  }

  // Four octal digits; 7700 is an emergency, and other codes from 7500 on are left alone.
  private String squawk() {
    int code = draw.below(07500);
    return draw.happens(SHARE_EMERGENCY) ? "7700" : String.format(Locale.ROOT, "%04o", code);
  }

  private Draw reception(Instant instant) {
    long slot = Math.floorDiv(instant.getEpochSecond(), RECEPTION_SLOT_SECONDS);
    return new Draw(new SplittableRandom(seed ^ slot * 0x9e3779b97f4a7c15L));
  }

  /** When the position was last received before it was lost, within the present leg. */
  private Instant slotBegan(Instant instant) {
    long slot = Math.floorDiv(instant.getEpochSecond(), RECEPTION_SLOT_SECONDS);
    Instant began = Instant.ofEpochSecond(slot * RECEPTION_SLOT_SECONDS);
    return began.isBefore(legBegan) ? legBegan : began;
  }

  private double second(Instant instant) {
    return Duration.between(legBegan, instant).toMillis() / 1_000.0;
  }

  private static @Nullable Double altitude(Leg.Motion motion) {
    return motion.onGround() ? null : rounded(motion.altitude(), ALTITUDE_STEP);
  }

  private static double rounded(double value, double step) {
    return Math.rint(value / step) * step;
  }
}
