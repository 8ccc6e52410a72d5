package io.millrace.simulator.flights.scenario;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * An airport to fly from and to.
 *
 * @param icao the four-letter code
 * @param latitude degrees north
 * @param longitude degrees east
 * @param elevation m above mean sea level
 * @param country as OpenSky spells it
 */
record Airport(String icao, double latitude, double longitude, double elevation, String country) {

  /** The airports of {@code flights/airports.csv}, in its order. */
  static final List<Airport> ALL = read();

  private static List<Airport> read() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    Airport.class.getResourceAsStream("/flights/airports.csv"), "airports.csv"),
                StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#")).map(Airport::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Airport parse(String line) {
    String[] fields = line.split(",", -1);
    return new Airport(
        fields[0],
        Double.parseDouble(fields[1]),
        Double.parseDouble(fields[2]),
        Double.parseDouble(fields[3]),
        fields[4]);
  }
}
