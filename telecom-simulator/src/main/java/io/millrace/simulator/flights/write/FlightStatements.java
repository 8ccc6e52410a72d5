package io.millrace.simulator.flights.write;

import io.millrace.model.flights.FlightQuality.Assessment;
import io.millrace.model.flights.FlightQuality.Verdict;
import io.millrace.model.flights.FlightRule;
import io.millrace.model.flights.FlightState;
import io.millrace.recordings.flights.FlightReport;
import io.millrace.simulator.writer.CommitInDoubt;
import io.millrace.simulator.writer.ExactlyOnceWriter;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The SQL of one connection. */
final class FlightStatements implements ExactlyOnceWriter.Session<JudgedSnapshot, FlightReport> {

  private static final int MOST_ROWS = 1_000;

  // One statement for any number of rows. A row that would count twice is left out.
  private static final String INSERT =
      """
      INSERT INTO processed_flights (icao24, callsign, origin_country, country, time_position,
          last_contact, longitude, latitude, baro_altitude, on_ground, velocity, true_track,
          vertical_rate, geo_altitude, squawk, spi, position_source, observed_at, rules,
          quarantined, source)
      SELECT icao24, callsign, origin_country, country, time_position,
          last_contact, longitude, latitude, baro_altitude, on_ground, velocity, true_track,
          vertical_rate, geo_altitude, squawk, spi, position_source, observed_at,
          string_to_array(rules, ','), quarantined, ?
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[],
          ?::timestamptz[], ?::float8[], ?::float8[], ?::float8[], ?::boolean[], ?::float8[],
          ?::float8[], ?::float8[], ?::float8[], ?::text[], ?::boolean[], ?::smallint[],
          ?::timestamptz[], ?::text[], ?::boolean[])
          WITH ORDINALITY AS row (icao24, callsign, origin_country, country, time_position,
          last_contact, longitude, latitude, baro_altitude, on_ground, velocity, true_track,
          vertical_rate, geo_altitude, squawk, spi, position_source, observed_at, rules,
          quarantined, position)
      ORDER BY position
      ON CONFLICT (icao24, observed_at) WHERE NOT quarantined DO NOTHING
      RETURNING flight_id, icao24, observed_at, quarantined
      """;

  private static final String WITNESS =
      "SELECT 1 FROM processed_flights WHERE flight_id = ? AND observed_at = ? AND source = ?";

  private final Connection connection;
  private final String source;
  private final Runnable answered;
  private final PreparedStatement insert;
  private final RawFlightStatements raw;

  private record Inserted(long flightId, String icao24, Instant observedAt, boolean quarantined) {}

  private record Key(String icao24, Instant observedAt) {}

  /**
   * @param answered told each time PostgreSQL has taken some of a snapshot's rows
   */
  FlightStatements(Connection connection, String source, Runnable answered) throws SQLException {
    this.connection = connection;
    this.source = source;
    this.answered = answered;
    this.insert = connection.prepareStatement(INSERT);
    this.raw = new RawFlightStatements(connection, source);
  }

  @Override
  public Connection connection() {
    return connection;
  }

  /**
   * Inserts the snapshot and its states. One that the table already counts, from another run or
   * file, goes into quarantine as a duplicate.
   *
   * @return the states as they are stored, counted
   */
  @Override
  public ExactlyOnceWriter.Written<FlightReport> write(JudgedSnapshot snapshot)
      throws SQLException {
    FlightReport stored = new FlightReport();
    List<CommitInDoubt.Witness> rows = new ArrayList<>();
    CommitInDoubt.Witness itself = raw.insert(snapshot);
    raw.deleteOld();
    snapshot.forEachChunk(
        MOST_ROWS,
        chunk -> {
          Inserted first = insert(chunk, stored);
          if (rows.isEmpty()) {
            rows.add(
                new CommitInDoubt.Witness(WITNESS, first.flightId(), first.observedAt(), source));
          }
          answered.run();
        });
    // The row of the snapshot may be deleted before the commit is looked up, a day later.
    return new ExactlyOnceWriter.Written<>(stored, rows.isEmpty() ? itself : rows.get(0));
  }

  /** Inserts states, counts them as they are stored, and answers the first row. */
  private Inserted insert(List<Assessment> batch, FlightReport stored) throws SQLException {
    List<Inserted> inserted = new ArrayList<>(insert(batch));
    List<Assessment> duplicates = new ArrayList<>();
    Map<Key, Boolean> counted = new HashMap<>();
    inserted.stream()
        .filter(row -> !row.quarantined())
        .forEach(row -> counted.put(new Key(row.icao24(), row.observedAt()), true));
    for (Assessment assessment : batch) {
      FlightState state = assessment.state();
      if (assessment.verdict() == Verdict.QUARANTINE
          || counted.remove(new Key(state.icao24(), state.observedAt())) != null) {
        stored.add(assessment);
      } else {
        Assessment duplicate = assessment.asDuplicate();
        stored.add(duplicate);
        duplicates.add(duplicate);
      }
    }
    if (!duplicates.isEmpty()) {
      inserted.addAll(insert(duplicates));
    }
    return inserted.get(0);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private List<Inserted> insert(List<Assessment> rows) throws SQLException {
    insert.setString(1, source);
    insert.setArray(2, states("text", rows, FlightState::icao24));
    insert.setArray(3, states("text", rows, FlightState::callsign));
    insert.setArray(4, states("text", rows, FlightState::originCountry));
    insert.setArray(5, states("text", rows, FlightState::country));
    insert.setArray(6, states("timestamptz", rows, state -> text(state.timePosition())));
    insert.setArray(7, states("timestamptz", rows, state -> text(state.lastContact())));
    insert.setArray(8, states("float8", rows, FlightState::longitude));
    insert.setArray(9, states("float8", rows, FlightState::latitude));
    insert.setArray(10, states("float8", rows, FlightState::baroAltitude));
    insert.setArray(11, states("boolean", rows, FlightState::onGround));
    insert.setArray(12, states("float8", rows, FlightState::velocity));
    insert.setArray(13, states("float8", rows, FlightState::trueTrack));
    insert.setArray(14, states("float8", rows, FlightState::verticalRate));
    insert.setArray(15, states("float8", rows, FlightState::geoAltitude));
    insert.setArray(16, states("text", rows, FlightState::squawk));
    insert.setArray(17, states("boolean", rows, FlightState::spi));
    insert.setArray(18, states("smallint", rows, FlightState::positionSource));
    insert.setArray(19, states("timestamptz", rows, state -> text(state.observedAt())));
    insert.setArray(20, array("text", rows, FlightStatements::rules));
    insert.setArray(21, array("boolean", rows, row -> row.verdict() == Verdict.QUARANTINE));
    List<Inserted> inserted = new ArrayList<>(rows.size());
    try (ResultSet result = insert.executeQuery()) {
      while (result.next()) {
        inserted.add(
            new Inserted(
                result.getLong(1),
                result.getString(2),
                result.getObject(3, OffsetDateTime.class).toInstant(),
                result.getBoolean(4)));
      }
    }
    return inserted;
  }

  private Array states(
      String type, List<Assessment> rows, Function<FlightState, @Nullable Object> column)
      throws SQLException {
    return array(type, rows, row -> column.apply(row.state()));
  }

  private Array array(
      String type, List<Assessment> rows, Function<Assessment, @Nullable Object> column)
      throws SQLException {
    @Nullable Object[] values = new Object[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.apply(rows.get(i));
    }
    return connection.createArrayOf(type, values);
  }

  private static String rules(Assessment assessment) {
    return assessment.broken().stream().map(FlightRule::reason).collect(Collectors.joining(","));
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
