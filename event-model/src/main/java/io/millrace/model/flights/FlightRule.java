package io.millrace.model.flights;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The data-quality rules of the flights domain, for stream and batch alike. {@code
 * docs/flight-quality-rules.md} says the same for those who recount in SQL.
 *
 * <p>What is true but incomplete or old is flagged, what can be put right is fixed, and what
 * contradicts itself or physics is quarantined, since it would falsify means and tracks.
 *
 * <p>A rule looks at the state as it came and, for {@link #JUMP_IMPOSSIBLE} and {@link #DUPLICATE},
 * at the same aircraft's state just before it, whatever became of that one: SQL's {@code LAG} over
 * {@code (PARTITION BY icao24 ORDER BY observed_at)}. No rule looks at the clock.
 */
public enum FlightRule {
  /**
   * Latitude or longitude is null. OpenSky leaves them out when it has had no position for a while;
   * the aircraft is there all the same and counts for its country.
   */
  POSITION_MISSING(
      Action.FLAG, "latitude or longitude is null", (state, previous) -> !state.hasPosition()),

  /**
   * The position is more than {@link #LONGEST_POSITION_AGE_SECONDS} s older than the state. ADS-B
   * sends one every 0.5 s, so a minute of silence is a lost aircraft: an airliner has flown 15 km
   * on since. OpenSky goes on repeating the last one for up to 300 s.
   */
  POSITION_STALE(
      Action.FLAG,
      "time_position is more than 60 s before observed_at",
      (state, previous) ->
          state.timePosition() != null
              && Duration.between(state.timePosition(), state.observedAt())
                      .compareTo(Duration.ofSeconds(Limits.POSITION_AGE_SECONDS))
                  > 0),

  /** The coordinates are on no globe. */
  POSITION_OUT_OF_RANGE(
      Action.QUARANTINE,
      "latitude is outside -90 to 90 degrees, or longitude outside -180 to 180 degrees",
      (state, previous) -> beyond(state.latitude(), 90) || beyond(state.longitude(), 180)),

  /** The transponder sends no callsign, or only blanks. */
  CALLSIGN_BLANK(
      Action.FLAG,
      "callsign is null, empty or only blanks",
      (state, previous) -> state.callsign() == null),

  /** The callsign is only zeros, which crews and installers leave there; it becomes null. */
  CALLSIGN_PLACEHOLDER(
      Action.FIX,
      "callsign, without blanks around it, consists of the digit 0 only; fixed to null",
      (state, previous) ->
          state.callsign() != null && Limits.PLACEHOLDER.matcher(state.callsign()).matches()),

  /** The source names no country. */
  COUNTRY_MISSING(
      Action.FLAG,
      "origin_country is null, empty or only blanks",
      (state, previous) -> state.originCountry() == null),

  /** The country's name is a formal or dated one, which {@link Countries} maps to its code. */
  COUNTRY_SPELLING(
      Action.FIX,
      "origin_country is one of the spellings listed beside the rules; fixed to its ISO 3166 code",
      (state, previous) ->
          state.originCountry() != null
              && Countries.otherSpellings().containsKey(state.originCountry())),

  /** The country's name is none that {@link Countries} knows. */
  COUNTRY_UNKNOWN(
      Action.FLAG,
      "origin_country is neither an English name of an ISO 3166 country nor a listed spelling",
      (state, previous) ->
          state.originCountry() != null && Countries.code(state.originCountry()).isEmpty()),

  /**
   * On the ground, yet faster than {@link #FASTEST_ON_GROUND} m/s. The fastest aircraft tyres made
   * for airliners are rated 235 mph, 105 m/s; nothing civil rolls faster and stays whole.
   */
  ON_GROUND_FAST(
      Action.QUARANTINE,
      "on_ground, and velocity is above 105 m/s",
      (state, previous) -> state.onGround() && above(state.velocity(), Limits.ON_GROUND_SPEED)),

  /**
   * On the ground, yet higher than {@link #HIGHEST_ON_GROUND} m by either altitude. The highest
   * airport, Daocheng Yading, lies at 4,411 m; pressure altitude reads up to some 500 m more in a
   * deep low, and the geoid adds at most 85 m.
   */
  ON_GROUND_HIGH(
      Action.QUARANTINE,
      "on_ground, and baro_altitude or geo_altitude is above 5000 m",
      (state, previous) ->
          state.onGround()
              && (above(state.baroAltitude(), Limits.ON_GROUND_ALTITUDE)
                  || above(state.geoAltitude(), Limits.ON_GROUND_ALTITUDE))),

  /**
   * Slower than 0 or faster than {@link #FASTEST} m/s (875 kt) over ground. Airliners have reached
   * about 369 m/s (825 mph, London-bound in a record jet stream, 2020); since Concorde nothing
   * civil flies faster, and a supersonic fighter is not traffic to be averaged.
   */
  SPEED_IMPOSSIBLE(
      Action.QUARANTINE,
      "velocity is below 0 or above 450 m/s",
      (state, previous) ->
          state.velocity() != null && (state.velocity() < 0 || state.velocity() > Limits.SPEED)),

  /**
   * Climbs or sinks faster than {@link #STEEPEST} m/s (19,685 ft/min). Business jets climb at up to
   * 30 m/s and an emergency descent reaches some 50 m/s. ADS-B itself cannot say more than 166 m/s
   * (32,640 ft/min).
   */
  CLIMB_IMPOSSIBLE(
      Action.QUARANTINE,
      "vertical_rate is below -100 or above 100 m/s",
      (state, previous) -> beyond(state.verticalRate(), Limits.CLIMB)),

  /**
   * Lower than {@link #LOWEST} m or higher than {@link #HIGHEST} m by either altitude. ADS-B's
   * codes end at 126,750 ft (38,634 m) and begin at -1,000 ft; the lowest airport lies at -378 m,
   * and pressure altitude reads some 400 m less in a strong high.
   */
  ALTITUDE_IMPOSSIBLE(
      Action.QUARANTINE,
      "baro_altitude or geo_altitude is below -1500 or above 40000 m",
      (state, previous) ->
          outside(state.baroAltitude(), Limits.LOWEST, Limits.HIGHEST)
              || outside(state.geoAltitude(), Limits.LOWEST, Limits.HIGHEST)),

  /**
   * Farther from the aircraft's previous position than {@link #FASTEST} m/s could have carried it,
   * with {@link #POSITION_TIME_SLACK_SECONDS} s granted: both times are whole seconds, each end may
   * be two seconds late (RTCA DO-260B allows 2 s), and receivers' clocks differ. That is spoofing,
   * or two aircraft under one address. Both ends of the leg may be the false one, so the way back
   * is a jump as well.
   */
  JUMP_IMPOSSIBLE(
      Action.QUARANTINE,
      "great-circle distance (haversine, R = 6371008.8 m) from the same icao24's previous state is"
          + " above 450 m/s * (|seconds between the two position times| + 5 s)",
      (state, previous) -> previous != null && Jump.isImpossible(previous, state)),

  /** The aircraft's previous state is of the very same instant. */
  DUPLICATE(
      Action.QUARANTINE,
      "the same icao24 has a state of the same observed_at before this one",
      (state, previous) -> previous != null && previous.observedAt().equals(state.observedAt()));

  /** What becomes of a state that breaks a rule. */
  public enum Action {
    /** A field is put right and the state is kept. */
    FIX,
    /** The state is kept as it is and names the rule. */
    FLAG,
    /** The state is stored apart and counts nowhere. */
    QUARANTINE
  }

  /** How old a position may be, in seconds. */
  public static final long LONGEST_POSITION_AGE_SECONDS = Limits.POSITION_AGE_SECONDS;

  /** The highest speed on the ground, m/s. */
  public static final double FASTEST_ON_GROUND = Limits.ON_GROUND_SPEED;

  /** The highest altitude on the ground, m. */
  public static final double HIGHEST_ON_GROUND = Limits.ON_GROUND_ALTITUDE;

  /** The highest speed over ground, m/s. */
  public static final double FASTEST = Limits.SPEED;

  /** The highest climb or descent, m/s. */
  public static final double STEEPEST = Limits.CLIMB;

  /** The lowest altitude, m. */
  public static final double LOWEST = Limits.LOWEST;

  /** The highest altitude, m. */
  public static final double HIGHEST = Limits.HIGHEST;

  /** What is added to the time between two positions before it is judged, in seconds. */
  public static final double POSITION_TIME_SLACK_SECONDS = Limits.SLACK_SECONDS;

  private final Action action;
  private final String definition;
  private final Check broken;

  FlightRule(Action action, String definition, Check broken) {
    this.action = action;
    this.definition = definition;
    this.broken = broken;
  }

  /** What becomes of a state that breaks it. */
  public Action action() {
    return action;
  }

  /** When it is broken, in the columns of {@code processed_flights}, with units and thresholds. */
  public String definition() {
    return definition;
  }

  /** The name in the table, in metrics and the API, such as {@code position_missing}. */
  public String reason() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether the state breaks it.
   *
   * @param previous the same aircraft's state just before; null for its first
   */
  boolean isBroken(FlightState state, @Nullable FlightState previous) {
    return broken.test(state, previous);
  }

  private static boolean above(@Nullable Double value, double limit) {
    return value != null && value > limit;
  }

  private static boolean outside(@Nullable Double value, double lowest, double highest) {
    return value != null && (value < lowest || value > highest);
  }

  private static boolean beyond(@Nullable Double value, double limit) {
    return value != null && Math.abs(value) > limit;
  }

  @FunctionalInterface
  private interface Check {
    boolean test(FlightState state, @Nullable FlightState previous);
  }

  /** Distance and time between two positions. */
  private static final class Jump {

    static boolean isImpossible(FlightState from, FlightState to) {
      Double fromLatitude = from.latitude();
      Double fromLongitude = from.longitude();
      Double toLatitude = to.latitude();
      Double toLongitude = to.longitude();
      if (fromLatitude == null
          || fromLongitude == null
          || toLatitude == null
          || toLongitude == null) {
        return false;
      }
      double seconds = Math.abs(seconds(from.positionTime(), to.positionTime()));
      double metres = GreatCircle.metres(fromLatitude, fromLongitude, toLatitude, toLongitude);
      return metres > Limits.SPEED * (seconds + Limits.SLACK_SECONDS);
    }

    private static double seconds(Instant from, Instant to) {
      Duration between = Duration.between(from, to);
      return between.getSeconds() + between.getNano() / 1e9;
    }
  }

  /** Constants that the enum's own constructor arguments need before its static fields exist. */
  private static final class Limits {
    static final long POSITION_AGE_SECONDS = 60;
    static final double ON_GROUND_SPEED = 105;
    static final double ON_GROUND_ALTITUDE = 5_000;
    static final double SPEED = 450;
    static final double CLIMB = 100;
    static final double LOWEST = -1_500;
    static final double HIGHEST = 40_000;
    static final double SLACK_SECONDS = 5;
    static final Pattern PLACEHOLDER = Pattern.compile("0+");
  }
}
