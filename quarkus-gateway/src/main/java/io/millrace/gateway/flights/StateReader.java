package io.millrace.gateway.flights;

import io.millrace.gateway.analytics.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the states of one result. Of what recurs from row to row it keeps one copy, since an answer
 * may have 20,000 rows and the gateway little memory.
 */
final class StateReader {

  /** What it reads, from the first column on. */
  static final String COLUMNS =
      "icao24, callsign, ifNull(country, 'ZZ') AS known_country, longitude, latitude,"
          + " baro_altitude, velocity, true_track, vertical_rate, on_ground,"
          + " toUnixTimestamp64Micro(observed_at) AS observed_us, squawk,"
          + " arrayStringConcat(rules, ',') AS broken_rules";

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, List<String>> rules = new HashMap<>();

  /** The state of the row that the result is at. */
  AircraftState state(ResultSet row) throws SQLException {
    String squawk = row.getString(12);
    return new AircraftState(
        Columns.text(row, 1),
        row.getString(2),
        shared(Columns.text(row, 3)),
        row.getDouble(4),
        row.getDouble(5),
        Columns.number(row, 6),
        Columns.number(row, 7),
        Columns.number(row, 8),
        Columns.number(row, 9),
        row.getBoolean(10),
        Columns.microseconds(row, 11),
        squawk == null ? null : shared(squawk),
        rules.computeIfAbsent(Columns.text(row, 13), StateReader::split));
  }

  private String shared(String text) {
    String known = texts.putIfAbsent(text, text);
    return known == null ? text : known;
  }

  private static List<String> split(String names) {
    return names.isEmpty() ? List.of() : List.of(names.split(",", -1));
  }
}
