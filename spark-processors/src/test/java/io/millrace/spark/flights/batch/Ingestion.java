package io.millrace.spark.flights.batch;

import io.millrace.model.flights.FlightQuality.Assessment;
import io.millrace.model.flights.FlightQuality.Verdict;
import io.millrace.model.flights.FlightRule;
import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.FlightHistory;
import io.millrace.recordings.flights.opensky.StatesJson;
import io.millrace.spark.batch.BatchStack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fills {@code processed_flights} as ingestion does: one history a run, and what the table's own
 * unique index refuses is stored as a duplicate.
 */
final class Ingestion {

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private static final String INSERT =
      """
      INSERT INTO processed_flights (icao24, callsign, origin_country, country, time_position,
          last_contact, longitude, latitude, baro_altitude, on_ground, velocity, true_track,
          vertical_rate, geo_altitude, squawk, spi, position_source, observed_at, rules,
          quarantined, source)
      VALUES (?, ?, ?, ?, ?::timestamptz, ?::timestamptz, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
          ?::timestamptz, string_to_array(?, ','), ?, ?)
      ON CONFLICT (icao24, observed_at) WHERE NOT quarantined DO NOTHING
      """;

  private final BatchStack stack;
  private final Map<String, FlightHistory> runs = new HashMap<>();
  private final List<Arrival> arrivals = new ArrayList<>();
  private final List<String> rows = new ArrayList<>();

  record Arrival(long id, String run, String source, String text) {}

  Ingestion(BatchStack stack) throws Exception {
    this.stack = stack;
    try (Connection connection = stack.postgres();
        Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE processed_flights");
    }
  }

  void arrives(long id, String run, String source, String text) throws Exception {
    arrivals.add(new Arrival(id, run, source, text));
    FlightHistory history = runs.computeIfAbsent(run, name -> new FlightHistory());
    try (Connection connection = stack.postgres();
        PreparedStatement insert = connection.prepareStatement(INSERT);
        StatesJson states =
            new StatesJson(source, Recording.of(SnapshotsText.plain(text)), reject -> {})) {
      Optional<FlightState> state;
      while ((state = states.next()).isPresent()) {
        Assessment assessment = history.assess(state.get());
        if (insert(insert, assessment, source) == 0) {
          assessment = assessment.asDuplicate();
          insert(insert, assessment, source);
        }
        rows.add(row(assessment, source));
      }
    }
  }

  List<Arrival> arrivals() {
    return arrivals;
  }

  /** As ClickHouse shows the rows of the table. */
  List<String> rows() {
    return rows.stream().sorted().toList();
  }

  void delete(LocalDate day) throws Exception {
    execute(
        "DELETE FROM processed_flights WHERE (observed_at AT TIME ZONE 'UTC')::date = '"
            + day
            + "'");
  }

  void execute(String sql) throws Exception {
    try (Connection connection = stack.postgres();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int insert(PreparedStatement insert, Assessment assessment, String source)
      throws SQLException {
    FlightState state = assessment.state();
    int i = 1;
    for (Object value : values(state)) {
      insert.setObject(i++, value instanceof Instant time ? time.toString() : value);
    }
    insert.setString(i++, rules(assessment));
    insert.setBoolean(i++, assessment.verdict() == Verdict.QUARANTINE);
    insert.setString(i, source);
    return insert.executeUpdate();
  }

  private static String rules(Assessment assessment) {
    return assessment.broken().stream().map(FlightRule::reason).collect(Collectors.joining(","));
  }

  private static List<@Nullable Object> values(FlightState state) {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(state.icao24());
    values.add(state.callsign());
    values.add(state.originCountry());
    values.add(state.country());
    values.add(state.timePosition());
    values.add(state.lastContact());
    values.add(state.longitude());
    values.add(state.latitude());
    values.add(state.baroAltitude());
    values.add(state.onGround());
    values.add(state.velocity());
    values.add(state.trueTrack());
    values.add(state.verticalRate());
    values.add(state.geoAltitude());
    values.add(state.squawk());
    values.add(state.spi());
    values.add(state.positionSource());
    values.add(state.observedAt());
    return values;
  }

  private static String row(Assessment assessment, String source) {
    List<String> texts = new ArrayList<>();
    values(assessment.state()).forEach(value -> texts.add(shown(value)));
    texts.add(
        assessment.broken().stream()
            .map(rule -> "'" + rule.reason() + "'")
            .collect(Collectors.joining(",", "[", "]")));
    texts.add(shown(assessment.verdict() == Verdict.QUARANTINE));
    texts.add(shown(source));
    return "(" + String.join(",", texts) + ")";
  }

  private static String shown(@Nullable Object value) {
    if (value == null) {
      return "NULL";
    }
    if (value instanceof Instant time) {
      return "'" + MICROS.format(time) + "'";
    }
    if (value instanceof Double number && number == Math.rint(number)) {
      return Long.toString(number.longValue());
    }
    return value instanceof String ? "'" + value + "'" : value.toString();
  }
}
