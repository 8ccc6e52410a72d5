package io.millrace.spark;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Changes of {@code processed_flights}, and the table beside them, so that a test knows what the
 * analytics must be.
 */
final class FlightFeed extends ChangeFeed {

  static final String TOPIC = "opensky.public.processed_flights";

  private static final List<String> COUNTRIES = List.of("CH", "DE", "KZ", "FR");

  private final Map<Long, Flight> table = new HashMap<>();
  private final Random random = new Random(11);
  private final Instant start;
  private long nextId = 1;

  /** A row; the columns that no test looks at have values of their own. */
  record Flight(
      long id,
      String icao24,
      @Nullable String country,
      Instant observedAt,
      @Nullable Double latitude,
      @Nullable Double velocity,
      @Nullable Double altitude,
      List<String> rules,
      boolean quarantined) {

    String json() {
      return ("{\"flight_id\":%d,\"icao24\":\"%s\",\"callsign\":\"SWR%d\",\"origin_country\":\"X\","
              + "\"country\":%s,\"time_position\":\"%s\",\"last_contact\":\"%s\",\"longitude\":%s,"
              + "\"latitude\":%s,\"baro_altitude\":%s,\"on_ground\":false,\"velocity\":%s,"
              + "\"true_track\":90.5,\"vertical_rate\":null,\"geo_altitude\":null,\"squawk\":\"7000\","
              + "\"spi\":false,\"position_source\":0,\"observed_at\":\"%s\",\"rules\":\"{%s}\","
              + "\"quarantined\":%s,\"source\":\"test\"}")
          .formatted(
              id,
              icao24,
              id % 100,
              country == null ? "null" : "\"" + country + "\"",
              observedAt.minusMillis(1500),
              observedAt,
              latitude == null ? null : -latitude,
              latitude,
              altitude,
              velocity,
              observedAt,
              String.join(",", rules),
              quarantined);
    }

    /** The row in the words of {@link #ROW_SQL}. */
    String describe() {
      return "%d %s %s %d %s %s %s %s %s"
          .formatted(
              id,
              icao24,
              country,
              ChronoUnit.MICROS.between(Instant.EPOCH, observedAt),
              bits(latitude),
              bits(velocity),
              bits(altitude),
              String.join(",", rules),
              quarantined);
    }

    private static String bits(@Nullable Double value) {
      return value == null ? "null" : Long.toString(Double.doubleToLongBits(value));
    }

    Flight moved(String newCountry, Instant time, double newVelocity) {
      return new Flight(
          id, icao24, newCountry, time, latitude, newVelocity, altitude, rules, quarantined);
    }
  }

  /** A row of {@code opensky.flights_streaming} as {@link Flight#describe} has it. */
  static final String ROW_SQL =
      "SELECT concat(toString(flight_id), ' ', icao24, ' ', ifNull(country, 'null'), ' ',"
          + " toString(toUnixTimestamp64Micro(observed_at)), ' ',"
          + " ifNull(toString(reinterpretAsInt64(latitude)), 'null'), ' ', ifNull(toString(reinterpretAsInt64(velocity)), 'null'), ' ',"
          + " ifNull(toString(reinterpretAsInt64(baro_altitude)), 'null'), ' ',"
          + " arrayStringConcat(rules, ','), ' ', toString(quarantined))"
          + " FROM opensky.flights_streaming FINAL WHERE sign > 0";

  FlightFeed(String bootstrapServers, Instant start) {
    super(bootstrapServers, TOPIC, "flight_id");
    this.start = start;
  }

  /** A mixed load: inserts whose time moves on, one in ten an UPDATE, one in thirty a DELETE. */
  void play(int changes) throws ExecutionException, InterruptedException {
    for (int i = 0; i < changes; i++) {
      int dice = random.nextInt(30);
      List<Long> ids = table.keySet().stream().limit(50).toList();
      if (dice == 0 && !ids.isEmpty()) {
        delete(ids.get(random.nextInt(ids.size())));
      } else if (dice <= 3 && !ids.isEmpty()) {
        Flight old = table.get(ids.get(random.nextInt(ids.size())));
        update(
            old.moved(
                country(),
                old.observedAt().plusSeconds(random.nextInt(120) - 60),
                random.nextInt(30_000) / 100.0 + 0.01));
      } else {
        insert(flight(start.plusMillis(records() * 50 + random.nextInt(5_000))));
      }
    }
    flush();
  }

  /** A row that is not in the table yet. */
  Flight flight(Instant observedAt) {
    int dice = random.nextInt(20);
    return new Flight(
        nextId++,
        String.format(Locale.ROOT, "%06x", 0x4b0000 + random.nextInt(60)),
        dice == 0 ? null : country(),
        observedAt,
        dice == 1 ? null : random.nextInt(8_900) / 100.0 + 0.5,
        dice == 2 ? null : random.nextInt(30_000) / 100.0 + 0.1,
        dice == 3 ? null : random.nextInt(1_200_000) / 100.0 + 0.7,
        dice <= 1 ? List.of(dice == 0 ? "country_missing" : "position_missing") : List.of(),
        dice == 4);
  }

  private String country() {
    return COUNTRIES.get(random.nextInt(COUNTRIES.size()));
  }

  void insert(Flight flight) {
    table.put(flight.id(), flight);
    change(flight.id(), "c", null, flight.json());
  }

  void update(Flight changed) {
    Flight old = table.put(changed.id(), changed);
    change(changed.id(), "u", old.json(), changed.json());
  }

  void delete(long id) {
    Flight old = table.remove(id);
    change(id, "d", old.json(), null);
    tombstone(id);
  }

  /** Takes note that the analytics see the row so, whatever was sent. */
  void expect(Flight flight) {
    table.put(flight.id(), flight);
  }

  /** What each row must be. */
  List<String> expectedRows() {
    return table.values().stream().map(Flight::describe).sorted().toList();
  }

  /**
   * What each window of a country must be: {@code second country states aircraft quarantined …}.
   */
  List<String> expectedWindows() {
    Map<String, List<Flight>> windows = new TreeMap<>();
    for (Flight flight : table.values()) {
      String key =
          flight.observedAt().truncatedTo(ChronoUnit.MINUTES).getEpochSecond()
              + " "
              + (flight.country() == null ? "ZZ" : flight.country());
      windows.computeIfAbsent(key, k -> new ArrayList<>()).add(flight);
    }
    List<String> expected = new ArrayList<>();
    windows.forEach((key, flights) -> expected.add(key + " " + describe(flights)));
    return expected;
  }

  /** Rows with a position that count. */
  long expectedOnTheGrid() {
    return table.values().stream()
        .filter(flight -> !flight.quarantined() && flight.latitude() != null)
        .count();
  }

  private static String describe(List<Flight> flights) {
    List<Flight> kept = flights.stream().filter(Predicate.not(Flight::quarantined)).toList();
    List<Double> velocities =
        kept.stream().map(Flight::velocity).filter(java.util.Objects::nonNull).toList();
    long millimetres = velocities.stream().mapToLong(v -> (long) Math.rint(v * 1000)).sum();
    return "%d %d %d %d %d"
        .formatted(
            kept.size(),
            kept.stream().map(Flight::icao24).distinct().count(),
            flights.size() - kept.size(),
            velocities.size(),
            millimetres);
  }
}
