package io.millrace.gateway.flights;

import io.millrace.gateway.analytics.Columns;
import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.request.TimeRange;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The SQL over {@code opensky.flights_streaming}, where a state that was taken back is a second
 * row, of sign -1. {@code FINAL} leaves what is there. {@code PREWHERE} comes before it and so may
 * name columns of the sorting key only, of which both rows have the same: it keeps {@code FINAL}
 * from collapsing what nobody asked for. All else is asked after it.
 */
@ApplicationScoped
class PositionRepository {

  /** Of a second. */
  private static final long MICROSECONDS = 1_000_000;

  private static final String STATES = " FROM opensky.flights_streaming FINAL PREWHERE ";

  private static final String POSITIONS = "SELECT " + StateReader.COLUMNS + ", flight_id" + STATES;

  private static final String SEEN_SINCE =
      "observed_at > fromUnixTimestamp64Micro(toInt64(?), 'UTC')"
          + " AND observed_at <= fromUnixTimestamp64Micro(toInt64(?), 'UTC')";

  private static final String OF_AIRCRAFT =
      "icao24 = ? AND observed_at >= fromUnixTimestamp64Micro(toInt64(?), 'UTC')"
          + " AND observed_at < fromUnixTimestamp64Micro(toInt64(?), 'UTC')";

  private static final String KEPT_WITH_POSITION =
      " WHERE NOT quarantined AND isNotNull(latitude) AND isNotNull(longitude)";

  /** The partials know the newest minute with states kept, without reading a state. */
  private static final String NEWEST_MINUTE =
      "SELECT toUnixTimestamp(window_start) FROM opensky.country_partials GROUP BY window_start"
          + " HAVING sum(states) > 0 ORDER BY window_start DESC LIMIT 1";

  private static final String NEWEST_STATE =
      "SELECT toUnixTimestamp64Micro(max(observed_at))"
          + STATES
          + SEEN_SINCE
          + " WHERE NOT quarantined HAVING count() > 0";

  /**
   * Of each aircraft the newest instant. The other columns are read in a second step, for the rows
   * that are wanted only: for an hour of states that takes a third of the time.
   */
  private static final String AT_NEWEST_INSTANT =
      " AND (icao24, observed_at) IN (SELECT icao24, max(observed_at)"
          + STATES
          + SEEN_SINCE
          + KEPT_WITH_POSITION
          + " GROUP BY icao24)"
          + KEPT_WITH_POSITION;

  /** Of states of one instant the one that PostgreSQL has had last. */
  private static final String ONE_OF_EACH = " ORDER BY icao24, flight_id DESC LIMIT 1 BY icao24";

  /** Where aircraft are. */
  LiveAircraft live(Connection connection, LiveQuery query) throws SQLException {
    Instant at = at(connection, query).orElse(null);
    if (at == null) {
      return answer(null, query, List.of());
    }
    SqlText sql = liveRows(query, at, query.limit() + 1L);
    List<AircraftState> aircraft = new ArrayList<>();
    StateReader reader = new StateReader();
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        aircraft.add(reader.state(row));
      }
    }
    return answer(at, query, aircraft);
  }

  /** The instant asked about; empty if the newest stored is and nothing is stored. */
  Optional<Instant> at(Connection connection, LiveQuery query) throws SQLException {
    return query.at().isPresent() ? query.at() : Optional.ofNullable(newestStored(connection));
  }

  /** The SQL of where aircraft are. */
  static SqlText liveRows(LiveQuery query, Instant at, long limit) {
    long end = ChronoUnit.MICROS.between(Instant.EPOCH, at);
    long start = end - query.maxAge().toSeconds() * MICROSECONDS;
    SqlText sql =
        new SqlText("SELECT * FROM (")
            .append(POSITIONS)
            .append(SEEN_SINCE, start, end)
            .append(AT_NEWEST_INSTANT, start, end)
            .append(ONE_OF_EACH)
            .append(") WHERE true")
            .appendIn("known_country", query.countries().sorted());
    query.callsignPrefix().ifPresent(prefix -> sql.append(" AND startsWith(callsign, ?)", prefix));
    query.box().ifPresent(box -> inside(sql, box));
    return sql.append(" ORDER BY icao24 LIMIT ?", limit);
  }

  private static LiveAircraft answer(
      @Nullable Instant at, LiveQuery query, List<AircraftState> found) {
    boolean truncated = found.size() > query.limit();
    return new LiveAircraft(
        at,
        query.maxAge().toSeconds(),
        query.limit(),
        truncated,
        truncated ? found.subList(0, query.limit()) : found);
  }

  private static void inside(SqlText sql, BoundingBox box) {
    sql.append(" AND latitude >= ? AND latitude <= ?", box.south(), box.north());
    sql.append(
        box.crossesAntimeridian()
            ? " AND (longitude >= ? OR longitude <= ?)"
            : " AND longitude >= ? AND longitude <= ?",
        box.west(),
        box.east());
  }

  /** The newest instant of a state kept; null if there is none. */
  private static @Nullable Instant newestStored(Connection connection) throws SQLException {
    long minute;
    try (PreparedStatement statement = new SqlText(NEWEST_MINUTE).prepare(connection);
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        return null;
      }
      minute = row.getLong(1);
    }
    // Later than just before the minute, and no later than just before the next.
    long start = minute * MICROSECONDS - 1;
    long end = start + 60 * MICROSECONDS;
    try (PreparedStatement statement =
            new SqlText("").append(NEWEST_STATE, start, end).prepare(connection);
        ResultSet row = statement.executeQuery()) {
      // Taken back since the minute was read: the start of that minute is as good an answer.
      return row.next() ? Columns.microseconds(row, 1) : Instant.ofEpochSecond(minute);
    }
  }

  /**
   * A position and its row's key.
   *
   * @param state the position
   * @param key where a page that ends with it ends
   */
  record TrackRow(AircraftState state, TrackCursor key) {}

  /**
   * A page of a track.
   *
   * @return at most {@code limit + 1} positions, oldest first: one more than the page says that
   *     there is a next one; empty if the aircraft has no state in the range, not even one without
   *     a position
   */
  Optional<List<TrackRow>> track(Connection connection, TrackQuery query) throws SQLException {
    List<TrackRow> rows = new ArrayList<>();
    int wanted = query.limit() + 1;
    for (TimeRange slice : query.range().slicesFrom(query.start())) {
      if (rows.size() < wanted) {
        readSlice(connection, query, slice, wanted - rows.size(), rows);
      }
    }
    return rows.isEmpty() && query.after().isEmpty() && !isKnown(connection, query)
        ? Optional.empty()
        : Optional.of(rows);
  }

  private static void readSlice(
      Connection connection, TrackQuery query, TimeRange slice, int limit, List<TrackRow> rows)
      throws SQLException {
    SqlText sql = new SqlText(POSITIONS);
    ofAircraft(sql, query, slice);
    sql.append(KEPT_WITH_POSITION);
    query
        .after()
        .ifPresent(
            after ->
                sql.append(
                    " AND (toUnixTimestamp64Micro(observed_at), flight_id) > (?, ?)",
                    after.microseconds(),
                    after.flightId()));
    sql.append(" ORDER BY observed_at, flight_id LIMIT ?", (long) limit);
    StateReader reader = new StateReader();
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        rows.add(
            new TrackRow(reader.state(row), new TrackCursor(row.getLong(11), row.getLong(14))));
      }
    }
  }

  /** The SQL of a whole track. */
  static SqlText trackRows(TrackQuery query) {
    SqlText sql = new SqlText(POSITIONS);
    ofAircraft(sql, query, query.range());
    return sql.append(KEPT_WITH_POSITION).append(" ORDER BY observed_at, flight_id");
  }

  /** Whether the aircraft has a state in the range, be it one without a position. */
  boolean isKnown(Connection connection, TrackQuery query) throws SQLException {
    SqlText sql = new SqlText("SELECT 1" + STATES);
    ofAircraft(sql, query, query.range());
    sql.append(" WHERE NOT quarantined LIMIT 1");
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      return row.next();
    }
  }

  private static void ofAircraft(SqlText sql, TrackQuery query, TimeRange range) {
    sql.append(
        OF_AIRCRAFT, query.aircraft().icao24(), range.firstMicrosecond(), range.endMicrosecond());
  }
}
