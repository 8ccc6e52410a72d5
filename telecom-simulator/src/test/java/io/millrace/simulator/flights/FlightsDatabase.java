package io.millrace.simulator.flights;

import io.millrace.model.Domain;
import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.opensky.StatesJson;
import io.millrace.simulator.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The flights tables. */
public final class FlightsDatabase extends TestDatabase {

  private FlightsDatabase(Path folder) throws IOException, InterruptedException, SQLException {
    super(Domain.OPENSKY, "processed_flights", folder);
  }

  public static FlightsDatabase start(Path folder)
      throws IOException, InterruptedException, SQLException {
    return new FlightsDatabase(folder);
  }

  @Override
  public void clear() throws SQLException {
    super.clear();
    execute("TRUNCATE raw_flights");
  }

  /** A row of {@code raw_flights}. */
  public record Raw(
      String recordKey,
      String source,
      String run,
      Instant observedAt,
      Instant receivedAt,
      String contentType,
      String contentEncoding,
      byte[] body) {

    /** What a reader of the body finds. */
    public List<FlightState> states() {
      List<FlightState> states = new ArrayList<>();
      try (StatesJson json = new StatesJson("raw", Recording.of(body), reject -> {})) {
        Optional<FlightState> state;
        while ((state = json.next()).isPresent()) {
          states.add(state.get());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return states;
    }
  }

  /** All snapshots as they came, in the order of their arrival. */
  public List<Raw> raw() throws SQLException {
    List<Raw> rows = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT * FROM raw_flights ORDER BY snapshot_id")) {
      while (result.next()) {
        rows.add(
            new Raw(
                result.getString("record_key"),
                result.getString("source"),
                result.getString("run"),
                result.getObject("observed_at", OffsetDateTime.class).toInstant(),
                result.getObject("received_at", OffsetDateTime.class).toInstant(),
                result.getString("content_type"),
                result.getString("content_encoding"),
                result.getBytes("body")));
      }
    }
    return rows;
  }

  /** All states in the order of insertion, without what judging adds: callsigns as stored. */
  public List<FlightState> rows() throws SQLException {
    List<FlightState> rows = new ArrayList<>();
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(1_000);
        try (ResultSet result =
            statement.executeQuery("SELECT * FROM processed_flights ORDER BY flight_id")) {
          while (result.next()) {
            rows.add(state(result));
          }
        }
      }
    }
    return rows;
  }

  private static FlightState state(ResultSet row) throws SQLException {
    return new FlightState(
        row.getString("icao24"),
        row.getString("callsign"),
        row.getString("origin_country"),
        null,
        instant(row, "time_position"),
        row.getObject("last_contact", OffsetDateTime.class).toInstant(),
        row.getObject("longitude", Double.class),
        row.getObject("latitude", Double.class),
        row.getObject("baro_altitude", Double.class),
        row.getBoolean("on_ground"),
        row.getObject("velocity", Double.class),
        row.getObject("true_track", Double.class),
        row.getObject("vertical_rate", Double.class),
        row.getObject("geo_altitude", Double.class),
        row.getString("squawk"),
        row.getBoolean("spi"),
        row.getInt("position_source"),
        row.getObject("observed_at", OffsetDateTime.class).toInstant());
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
