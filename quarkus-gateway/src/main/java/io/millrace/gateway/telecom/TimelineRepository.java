package io.millrace.gateway.telecom;

import io.millrace.gateway.analytics.Columns;
import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.request.TimeRange;
import io.millrace.gateway.telecom.DailyTraffic.DayTotals;
import io.millrace.gateway.telecom.Timeline.Series;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of traffic over time: one statement over the partials, without their maps of subscribers,
 * since the page asks every second.
 */
@ApplicationScoped
public class TimelineRepository {

  private static final String SUMS =
      ", sum(events), sum(duration_seconds), sum(megabytes), sum(amount),"
          + " toUnixTimestamp64Milli(max(last_commit)) FROM telecom.real_time_partials WHERE ";

  /** The traffic of a range step by step. */
  public Timeline timeline(Connection connection, TimelineQuery query) throws SQLException {
    Map<String, Map<Instant, Sums>> found = new TreeMap<>();
    Instant asOf = null;
    for (Group group :
        groups(connection, query.range(), query.step(), query.by(), query.dimensions())) {
      asOf = newest(asOf, group.lastCommit());
      // What all was taken back of is zero, as what never was.
      if (!group.sums().isEmpty()) {
        found.computeIfAbsent(group.key(), key -> new HashMap<>()).put(group.start(), group.sums());
      }
    }
    List<Instant> starts = query.starts();
    List<Series> series = new ArrayList<>();
    found.forEach((key, steps) -> series.add(series(key, starts, steps)));
    return new Timeline(
        query.range().from(),
        query.range().to(),
        query.step().parameter(),
        query.by().parameter(),
        starts,
        series,
        asOf);
  }

  /** The traffic of days. */
  DailyTraffic daily(Connection connection, DailyQuery query) throws SQLException {
    Dimensions all = new Dimensions(Set.of(), Set.of());
    List<DayTotals> days =
        groups(connection, query.range(), Step.DAY, SeriesBy.EVENT_TYPE, all).stream()
            .filter(group -> !group.sums().isEmpty())
            .map(TimelineRepository::day)
            .sorted(
                Comparator.comparing(DayTotals::date)
                    .reversed()
                    .thenComparing(DayTotals::eventType))
            .toList();
    return new DailyTraffic(query.range().from(), query.range().to(), days);
  }

  private static List<Group> groups(
      Connection connection, TimeRange range, Step step, SeriesBy by, Dimensions dimensions)
      throws SQLException {
    SqlText sql =
        new SqlText("SELECT ")
            .append(by.expression())
            .append(" AS series, intDiv(toUnixTimestamp(window_start), ?) AS step", step.seconds())
            .append(SUMS)
            .appendWindowsIn(range);
    dimensions.filter(sql);
    sql.append(" GROUP BY series, step");
    List<Group> groups = new ArrayList<>();
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        groups.add(
            new Group(
                Columns.text(row, 1),
                Instant.ofEpochSecond(row.getLong(2) * step.seconds()),
                new Sums(
                    row.getLong(3),
                    row.getLong(4),
                    Columns.decimal(row, 5),
                    Columns.decimal(row, 6)),
                Columns.newestCommit(row, 7)));
      }
    }
    return groups;
  }

  private static Series series(String key, List<Instant> starts, Map<Instant, Sums> steps) {
    List<Sums> sums = starts.stream().map(start -> steps.getOrDefault(start, Sums.NONE)).toList();
    return new Series(
        key,
        column(sums, Sums::events),
        column(sums, Sums::durationSeconds),
        column(sums, Sums::megabytes),
        column(sums, Sums::amount));
  }

  private static <T> List<T> column(List<Sums> sums, Function<Sums, T> column) {
    return sums.stream().map(column).toList();
  }

  private static DayTotals day(Group group) {
    Sums sums = group.sums();
    return new DayTotals(
        LocalDate.ofInstant(group.start(), ZoneOffset.UTC),
        group.key(),
        sums.events(),
        sums.durationSeconds(),
        sums.megabytes(),
        sums.amount());
  }

  private static @Nullable Instant newest(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isAfter(one)) ? other : one;
  }

  private record Group(String key, Instant start, Sums sums, @Nullable Instant lastCommit) {}

  private record Sums(long events, long durationSeconds, BigDecimal megabytes, BigDecimal amount) {

    /** Of a step without events; the scales are those of the partials. */
    static final Sums NONE = new Sums(0, 0, new BigDecimal("0.000"), new BigDecimal("0.00"));

    boolean isEmpty() {
      return events == 0 && durationSeconds == 0 && megabytes.signum() == 0 && amount.signum() == 0;
    }
  }
}
