package io.millrace.gateway.flights;

import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.download.Download;
import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.TimeRange;
import io.millrace.model.flights.FlightRule;
import java.time.Instant;
import java.util.Locale;

/**
 * The answers about flights as tables for files: the SQL of their rows, in the order and with the
 * names of the JSON. ClickHouse writes the values, so nothing is computed here.
 */
final class FlightTables {

  /** See {@link Mean}: three decimals, rounded half up, whatever the sign. */
  private static final String MEANS =
      mean("velocity_mm_s", "velocity_states")
          + " AS meanVelocity, "
          + mean("altitude_mm", "altitude_states")
          + " AS meanBaroAltitude";

  /**
   * Callsigns are what pilots typed, and a spreadsheet takes a text that begins so for a formula;
   * in Parquet a text is a text.
   */
  private static final String CALLSIGN_FOR_SPREADSHEETS =
      "if(match(callsign, '^[=+@\\t\\r-]'), concat('\\'', callsign), callsign) AS callsign";

  private static final String STATE =
      ", known_country AS country, longitude, latitude, baro_altitude AS altitude, velocity,"
          + " true_track AS track, vertical_rate AS verticalRate, on_ground AS onGround,"
          + " fromUnixTimestamp64Micro(observed_us, 'UTC') AS observedAt, squawk, ";

  private static final String LIST_OF_RULES =
      "if(empty(broken_rules), CAST([], 'Array(String)'), splitByChar(',', broken_rules)) AS rules";

  private FlightTables() {}

  static Download countries(CountriesQuery query) {
    SqlText rows =
        new SqlText(
                "SELECT country, states, different AS aircraft, quarantined, "
                    + MEANS
                    + " FROM (SELECT country, kept AS states, different, kept_out AS quarantined,"
                    + " total_velocity AS velocity_mm_s, with_velocity AS velocity_states,"
                    + " total_altitude AS altitude_mm, with_altitude AS altitude_states FROM ("
                    + "SELECT country, sum(states) AS kept, sum(quarantined) AS kept_out,"
                    + " toInt64(length(mapFilter((address, n) -> n > 0, sumMap(aircraft))))"
                    + " AS different, sum(velocity_mm_s) AS total_velocity,"
                    + " sum(velocity_states) AS with_velocity, sum(altitude_mm) AS total_altitude,"
                    + " sum(altitude_states) AS with_altitude"
                    + " FROM opensky.country_partials WHERE ")
            .appendWindowsIn(query.range())
            .appendIn("country", query.countries().sorted())
            .append(
                " GROUP BY country HAVING kept != 0 OR kept_out != 0))"
                    + " ORDER BY states DESC, country LIMIT ?",
                (long) query.limit());
    return new Download("flights-countries", query.range(), query.format(), rows);
  }

  static Download statistics(StatisticsQuery query) {
    SqlText rows =
        new SqlText(
                "SELECT window_start AS windowStart, country, states, aircraft, quarantined, "
                    + MEANS
                    + ", last_commit AS lastCommit FROM opensky.country_statistics WHERE ")
            .appendWindowsIn(query.range())
            .appendIn("country", query.countries().sorted())
            .append(" ORDER BY window_start DESC, country");
    return new Download("flights-statistics", query.range(), query.format(), rows);
  }

  static Download quality(QualityQuery query) {
    SqlText rows =
        new SqlText("WITH (SELECT sumMap(rules) FROM opensky.country_partials WHERE ")
            .appendWindowsIn(query.range())
            .append(") AS broken SELECT rule.1 AS name, rule.2 AS action, rule.3 AS definition,")
            .append(" broken[rule.1] AS count FROM (SELECT arrayJoin([");
    String separator = "";
    for (FlightRule rule : FlightRule.values()) {
      rows.append(separator)
          .append(
              "(?, ?, ?)",
              rule.reason(),
              rule.action().name().toLowerCase(Locale.ROOT),
              rule.definition());
      separator = ", ";
    }
    rows.append("]) AS rule)");
    return new Download("flights-quality", query.range(), query.format(), rows);
  }

  static Download live(LiveQuery query, Instant at) {
    TimeRange range = new TimeRange(at.minus(query.maxAge()), at);
    SqlText rows = PositionRepository.liveRows(query, at, query.limit());
    return new Download(
        "flights-live", range, query.format(), states(query.format(), rows, "icao24"));
  }

  static Download track(TrackQuery query) {
    return new Download(
        "flights-track-" + query.aircraft().icao24(),
        query.range(),
        query.format(),
        states(query.format(), PositionRepository.trackRows(query), "observed_us, flight_id"));
  }

  private static SqlText states(AnswerFormat format, SqlText rows, String order) {
    boolean forSpreadsheets = format == AnswerFormat.CSV;
    return new SqlText("SELECT icao24, ")
        .append(forSpreadsheets ? CALLSIGN_FOR_SPREADSHEETS : "callsign")
        .append(STATE)
        .append(forSpreadsheets ? "broken_rules AS rules" : LIST_OF_RULES)
        .append(" FROM (")
        .append(rows)
        .append(") ORDER BY ")
        .append(order);
  }

  private static String mean(String thousandths, String states) {
    return "if(%2$s > 0, toDecimal64(sign(%1$s) * toInt64(intDiv(2 * abs(%1$s) + %2$s, 2 * greatest(%2$s, 1))), 3) / 1000, NULL)"
        .formatted(thousandths, states);
  }
}
