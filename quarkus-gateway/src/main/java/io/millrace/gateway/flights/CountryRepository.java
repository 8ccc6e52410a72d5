package io.millrace.gateway.flights;

import io.millrace.gateway.analytics.Columns;
import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.flights.CountryTraffic.CountryTotals;
import io.millrace.gateway.flights.QualityReport.RuleCount;
import io.millrace.gateway.request.TimeRange;
import io.millrace.model.flights.FlightRule;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The SQL over {@code opensky.country_partials}. They are signed sums, so what was taken back is
 * gone without {@code FINAL}.
 */
@ApplicationScoped
class CountryRepository {

  /** Distinct aircraft of a group: those with states left, of the maps merged, never added. */
  private static final String TOTALS =
      "SELECT country, sum(states), toInt64(length(mapFilter((address, n) -> n > 0,"
          + " sumMap(aircraft)))), sum(quarantined), sum(velocity_mm_s), sum(velocity_states),"
          + " sum(altitude_mm), sum(altitude_states), toUnixTimestamp64Milli(max(last_commit))"
          + " FROM opensky.country_partials WHERE ";

  private static final String WINDOWS =
      "SELECT toUnixTimestamp(window_start), country, states, aircraft, quarantined, velocity_mm_s,"
          + " velocity_states, altitude_mm, altitude_states, toUnixTimestamp64Milli(last_commit)"
          + " FROM opensky.country_statistics WHERE ";

  private static final FlightRule[] RULES = FlightRule.values();

  /** One column for each rule, in order, after the first three. */
  private static final String QUALITY =
      "WITH sumMap(rules) AS broken"
          + " SELECT sum(states), sum(quarantined), toUnixTimestamp64Milli(max(last_commit)), "
          + Arrays.stream(RULES)
              .map(rule -> "broken['" + rule.reason() + "']")
              .collect(Collectors.joining(", "))
          + " FROM opensky.country_partials WHERE ";

  /**
   * The traffic of each country. There are at most as many countries as codes, so they are all read
   * and {@code asOf} is of all of them, whatever the limit.
   */
  CountryTraffic traffic(Connection connection, CountriesQuery query) throws SQLException {
    SqlText sql =
        new SqlText(TOTALS)
            .appendWindowsIn(query.range())
            .appendIn("country", query.countries().sorted())
            .append(" GROUP BY country");
    List<CountryTotals> countries = new ArrayList<>();
    Instant asOf = null;
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        Instant commit = Columns.newestCommit(row, 9);
        asOf = asOf == null || (commit != null && commit.isAfter(asOf)) ? commit : asOf;
        countries.add(
            new CountryTotals(
                Columns.text(row, 1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                Mean.of(row.getLong(5), row.getLong(6)),
                Mean.of(row.getLong(7), row.getLong(8))));
      }
    }
    List<CountryTotals> leading =
        countries.stream()
            // A country all of whose states were taken back is gone, as in the view.
            .filter(country -> country.states() != 0 || country.quarantined() != 0)
            .sorted(
                Comparator.comparingLong(CountryTotals::states)
                    .reversed()
                    .thenComparing(CountryTotals::country))
            .limit(query.limit())
            .toList();
    return new CountryTraffic(query.range().from(), query.range().to(), asOf, leading);
  }

  /** What the rules found. */
  QualityReport quality(Connection connection, QualityQuery query) throws SQLException {
    TimeRange range = query.range();
    SqlText sql = new SqlText(QUALITY).appendWindowsIn(range);
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      row.next();
      long kept = row.getLong(1);
      long quarantined = row.getLong(2);
      List<RuleCount> rules = new ArrayList<>();
      for (FlightRule rule : RULES) {
        rules.add(RuleCount.of(rule, row.getLong(4 + rules.size())));
      }
      return new QualityReport(
          range.from(),
          range.to(),
          Columns.newestCommit(row, 3),
          kept + quarantined,
          kept,
          quarantined,
          rules);
    }
  }

  /**
   * At most {@code limit + 1} rows, newest window first: one more than the page says that there is
   * a next one.
   */
  List<CountryWindow> windows(Connection connection, StatisticsQuery query) throws SQLException {
    List<CountryWindow> rows = new ArrayList<>();
    int wanted = query.limit() + 1;
    for (TimeRange slice : query.range().slicesBefore(query.end())) {
      if (rows.size() < wanted) {
        readSlice(connection, query, slice, wanted - rows.size(), rows);
      }
    }
    return rows;
  }

  private static void readSlice(
      Connection connection,
      StatisticsQuery query,
      TimeRange slice,
      int limit,
      List<CountryWindow> rows)
      throws SQLException {
    SqlText sql =
        new SqlText(WINDOWS).appendWindowsIn(slice).appendIn("country", query.countries().sorted());
    query
        .after()
        .ifPresent(
            after ->
                sql.append(
                    " AND (window_start < toDateTime(?, 'UTC')"
                        + " OR (window_start = toDateTime(?, 'UTC') AND country > ?))",
                    after.windowStart().getEpochSecond(),
                    after.windowStart().getEpochSecond(),
                    after.country()));
    sql.append(" ORDER BY window_start DESC, country LIMIT ?", (long) limit);
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        rows.add(
            new CountryWindow(
                Instant.ofEpochSecond(row.getLong(1)),
                Columns.text(row, 2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                Mean.of(row.getLong(6), row.getLong(7)),
                Mean.of(row.getLong(8), row.getLong(9)),
                Instant.ofEpochMilli(row.getLong(10))));
      }
    }
  }
}
