package io.millrace.model.flights;

import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one aircraft at one instant: an OpenSky state vector, in SI units as the table
 * {@code processed_flights} has it. It may be dirty in what {@link FlightRule} judges, such as a
 * latitude of 91°; what cannot be stored at all, such as an address of five digits or an infinite
 * speed, is no state.
 *
 * <p>Fields and their meaning follow OpenSky's REST API, "All State Vectors".
 *
 * @param icao24 the transponder's 24-bit address, six hexadecimal digits in lower case
 * @param callsign without the blanks that transponders pad it with; null if nothing is left
 * @param originCountry the country as the source spells it; null if it says none
 * @param country the same as an ISO 3166 alpha-2 code; null until {@link FlightQuality} has found
 *     it
 * @param timePosition when the position was sent, UTC; null when there is none
 * @param lastContact when anything was last heard of it, UTC
 * @param longitude degrees east, WGS 84; clean from -180 to 180
 * @param latitude degrees north, WGS 84; clean from -90 to 90
 * @param baroAltitude pressure altitude in m above 1013.25 hPa
 * @param onGround whether the transponder says that it is on the ground
 * @param velocity speed over ground, m/s
 * @param trueTrack degrees clockwise from north
 * @param verticalRate m/s, positive when climbing
 * @param geoAltitude height in m above the WGS 84 ellipsoid
 * @param squawk the four octal digits of the transponder code
 * @param spi the special position identification, sent when a controller asks for it
 * @param positionSource 0 ADS-B, 1 ASTERIX, 2 MLAT, 3 FLARM
 * @param observedAt the instant that the state describes: the snapshot's time, UTC
 */
public record FlightState(
    String icao24,
    @Nullable String callsign,
    @Nullable String originCountry,
    @Nullable String country,
    @Nullable Instant timePosition,
    Instant lastContact,
    @Nullable Double longitude,
    @Nullable Double latitude,
    @Nullable Double baroAltitude,
    boolean onGround,
    @Nullable Double velocity,
    @Nullable Double trueTrack,
    @Nullable Double verticalRate,
    @Nullable Double geoAltitude,
    @Nullable String squawk,
    boolean spi,
    int positionSource,
    Instant observedAt) {

  /** Times before this one are none, UTC. */
  public static final Instant EARLIEST = Instant.EPOCH;

  /** Times from this one on are none, UTC: analytics hold 32 bits of Unix time. */
  public static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

  private static final int HIGHEST_POSITION_SOURCE = 255;
  private static final Pattern ADDRESS = Pattern.compile("[0-9a-f]{6}");
  private static final Pattern ALPHA_2 = Pattern.compile("[A-Z]{2}");
  private static final Pattern SQUAWK = Pattern.compile("[0-7]{4}");

  /**
   * Strips the texts and checks the rest.
   *
   * @throws IllegalArgumentException if a value is none that its column may hold
   */
  public FlightState {
    if (!ADDRESS.matcher(icao24).matches()) {
      throw new IllegalArgumentException(
          "icao24 is \"" + icao24 + "\"; allowed: six hexadecimal digits in lower case");
    }
    callsign = strippedOrNull(callsign);
    originCountry = strippedOrNull(originCountry);
    if (country != null && !ALPHA_2.matcher(country).matches()) {
      throw new IllegalArgumentException(
          "country is \"" + country + "\"; allowed: an ISO 3166 alpha-2 code such as CH");
    }
    requireTime("lastContact", Objects.requireNonNull(lastContact, "lastContact"));
    requireTime("observedAt", Objects.requireNonNull(observedAt, "observedAt"));
    requireTime("timePosition", timePosition);
    requireFinite("longitude", longitude);
    requireFinite("latitude", latitude);
    requireFinite("baroAltitude", baroAltitude);
    requireFinite("velocity", velocity);
    requireFinite("trueTrack", trueTrack);
    requireFinite("verticalRate", verticalRate);
    requireFinite("geoAltitude", geoAltitude);
    if (squawk != null && !SQUAWK.matcher(squawk).matches()) {
      throw new IllegalArgumentException(
          "squawk is \"" + squawk + "\"; allowed: four octal digits such as 7000");
    }
    if (positionSource < 0 || positionSource > HIGHEST_POSITION_SOURCE) {
      throw new IllegalArgumentException(
          "positionSource is " + positionSource + "; allowed: 0 to 255");
    }
  }

  /** Whether both coordinates are there. */
  public boolean hasPosition() {
    return longitude != null && latitude != null;
  }

  /** The instant at which it was where it is said to be: the position's, else the state's. */
  public Instant positionTime() {
    return timePosition == null ? observedAt : timePosition;
  }

  /** The same state with another callsign. */
  public FlightState withCallsign(@Nullable String changed) {
    return with(changed, country);
  }

  /** The same state with another ISO 3166 alpha-2 code. */
  public FlightState withCountry(@Nullable String changed) {
    return with(callsign, changed);
  }

  private FlightState with(@Nullable String newCallsign, @Nullable String newCountry) {
    return new FlightState(
        icao24,
        newCallsign,
        originCountry,
        newCountry,
        timePosition,
        lastContact,
        longitude,
        latitude,
        baroAltitude,
        onGround,
        velocity,
        trueTrack,
        verticalRate,
        geoAltitude,
        squawk,
        spi,
        positionSource,
        observedAt);
  }

  private static @Nullable String strippedOrNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static void requireTime(String name, @Nullable Instant time) {
    if (time != null && (time.isBefore(EARLIEST) || !time.isBefore(LATEST))) {
      throw new IllegalArgumentException(
          name + " is " + time + "; allowed: from " + EARLIEST + " to before " + LATEST);
    }
  }

  private static void requireFinite(String name, @Nullable Double value) {
    if (value != null && !Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " is " + value + "; allowed: a finite number");
    }
  }
}
