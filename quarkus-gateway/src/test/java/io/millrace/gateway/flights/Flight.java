package io.millrace.gateway.flights;

import io.millrace.gateway.EmbeddedDependencies;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A state as {@code opensky.flights_streaming} has it: by default of Switzerland, in the air, at no
 * position, 200.5 m/s fast and 10,000.25 m high, with no rule broken.
 */
record Flight(
    long id,
    String icao24,
    Instant observedAt,
    @Nullable String callsign,
    @Nullable String country,
    @Nullable Double latitude,
    @Nullable Double longitude,
    @Nullable Double velocity,
    @Nullable Double baroAltitude,
    boolean quarantined,
    List<String> rules) {

  static Flight of(long id, String icao24, String observedAt) {
    return of(id, icao24, Instant.parse(observedAt));
  }

  static Flight of(long id, String icao24, Instant observedAt) {
    return new Flight(
        id, icao24, observedAt, "SWR" + id, "CH", null, null, 200.5, 10_000.25, false, List.of());
  }

  Flight at(double newLatitude, double newLongitude) {
    return new Flight(
        id,
        icao24,
        observedAt,
        callsign,
        country,
        newLatitude,
        newLongitude,
        velocity,
        baroAltitude,
        quarantined,
        rules);
  }

  Flight callsign(@Nullable String changed) {
    return new Flight(
        id,
        icao24,
        observedAt,
        changed,
        country,
        latitude,
        longitude,
        velocity,
        baroAltitude,
        quarantined,
        rules);
  }

  Flight country(@Nullable String changed) {
    return new Flight(
        id,
        icao24,
        observedAt,
        callsign,
        changed,
        latitude,
        longitude,
        velocity,
        baroAltitude,
        quarantined,
        rules);
  }

  Flight moving(@Nullable Double newVelocity, @Nullable Double newBaroAltitude) {
    return new Flight(
        id,
        icao24,
        observedAt,
        callsign,
        country,
        latitude,
        longitude,
        newVelocity,
        newBaroAltitude,
        quarantined,
        rules);
  }

  Flight broke(String... broken) {
    return new Flight(
        id,
        icao24,
        observedAt,
        callsign,
        country,
        latitude,
        longitude,
        velocity,
        baroAltitude,
        quarantined,
        List.of(broken));
  }

  Flight quarantinedFor(String... broken) {
    return new Flight(
        id,
        icao24,
        observedAt,
        callsign,
        country,
        latitude,
        longitude,
        velocity,
        baroAltitude,
        true,
        List.of(broken));
  }

  /** Inserts states that came, in one insert. */
  static void came(Flight... flights) {
    insert(1, flights);
  }

  /** Inserts states as taken back, in one insert: a deletion. */
  static void takenBack(Flight... flights) {
    insert(-1, flights);
  }

  /** Inserts an update as the stream does: the old image taken back and the new one, at once. */
  static void updated(Flight old, Flight changed) {
    insert(old.values(-1) + ", " + changed.values(1));
  }

  private static void insert(int sign, Flight... flights) {
    insert(Arrays.stream(flights).map(f -> f.values(sign)).collect(Collectors.joining(", ")));
  }

  private static void insert(String values) {
    EmbeddedDependencies.execute(
        "INSERT INTO opensky.flights_streaming (flight_id, icao24, callsign, country, last_contact,"
            + " longitude, latitude, baro_altitude, on_ground, velocity, true_track, vertical_rate,"
            + " squawk, spi, position_source, observed_at, rules, quarantined, source, sign,"
            + " commit_time) VALUES "
            + values);
  }

  private String values(int sign) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, observedAt);
    String time = "fromUnixTimestamp64Micro(toInt64(" + micros + "), 'UTC')";
    return "(%d, '%s', %s, %s, %s, %s, %s, %s, false, %s, 90.5, -1.25, '1000', false, 0, %s, [%s], %s, 'test', %d, toDateTime64(%d, 3, 'UTC'))"
        .formatted(
            id,
            icao24,
            quoted(callsign),
            quoted(country),
            time,
            longitude,
            latitude,
            baroAltitude,
            velocity,
            time,
            rules.stream().map(Flight::quoted).collect(Collectors.joining(", ")),
            quarantined,
            sign,
            observedAt.getEpochSecond() + 1);
  }

  private static String quoted(@Nullable String text) {
    return text == null ? "NULL" : "'" + text + "'";
  }
}
