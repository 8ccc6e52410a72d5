package io.millrace.recordings.flights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.flights.FlightRule;
import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real recordings, each counted a second time in a way of its own. */
class RealRecordingsTest {

  @TempDir Path folder;

  @Test
  void countsTheRecordedSnapshotAsATreeWalkDoes() throws Exception {
    Path file = RealFiles.require("states_1634471390.json");
    FlightReport report = Reading.of(Recording.of(file), folder).report();

    JsonNode snapshot = new ObjectMapper().readTree(file.toFile());
    List<JsonNode> states =
        StreamSupport.stream(snapshot.get("states").spliterator(), false).toList();
    long time = snapshot.get("time").asLong();
    Set<String> localeNames =
        Stream.of(Locale.getISOCountries())
            .map(code -> new Locale("", code).getDisplayCountry(Locale.ENGLISH))
            // A dated name on newer JDKs, and so a spelling on all.
            .filter(name -> !name.equals("Turkey"))
            .collect(Collectors.toSet());

    Map<FlightRule, Long> expected = new HashMap<>();
    expected.put(
        FlightRule.POSITION_MISSING, count(states, s -> s.get(5).isNull() || s.get(6).isNull()));
    expected.put(
        FlightRule.POSITION_STALE,
        count(states, s -> s.get(3).isNumber() && s.get(3).asLong() < time - 60));
    expected.put(
        FlightRule.POSITION_OUT_OF_RANGE,
        count(
            states,
            s ->
                s.get(6).asDouble() > 90
                    || s.get(6).asDouble() < -90
                    || s.get(5).asDouble() > 180
                    || s.get(5).asDouble() < -180));
    expected.put(FlightRule.CALLSIGN_BLANK, count(states, s -> s.get(1).asText().trim().isEmpty()));
    expected.put(
        FlightRule.CALLSIGN_PLACEHOLDER,
        count(
            states,
            s ->
                s.get(1).asText().contains("0")
                    && s.get(1).asText().replace("0", "").trim().isEmpty()));
    expected.put(FlightRule.COUNTRY_MISSING, count(states, s -> s.get(2).asText().isEmpty()));
    expected.put(
        FlightRule.COUNTRY_SPELLING,
        count(
            states, s -> !s.get(2).asText().isEmpty() && !localeNames.contains(s.get(2).asText())));
    expected.put(FlightRule.COUNTRY_UNKNOWN, 0L);
    expected.put(
        FlightRule.ON_GROUND_FAST,
        count(states, s -> s.get(8).asBoolean() && s.get(9).asDouble() > 105));
    expected.put(
        FlightRule.ON_GROUND_HIGH,
        count(
            states,
            s ->
                s.get(8).asBoolean()
                    && Math.max(s.get(7).asDouble(), s.get(13).asDouble()) > 5_000));
    expected.put(
        FlightRule.SPEED_IMPOSSIBLE,
        count(states, s -> s.get(9).asDouble() > 450 || s.get(9).asDouble() < 0));
    expected.put(
        FlightRule.CLIMB_IMPOSSIBLE, count(states, s -> Math.abs(s.get(11).asDouble()) > 100));
    expected.put(
        FlightRule.ALTITUDE_IMPOSSIBLE,
        count(
            states,
            s ->
                Math.max(s.get(7).asDouble(), s.get(13).asDouble()) > 40_000
                    || Math.min(s.get(7).asDouble(), s.get(13).asDouble()) < -1_500));
    expected.put(FlightRule.JUMP_IMPOSSIBLE, 0L);
    expected.put(
        FlightRule.DUPLICATE,
        states.size() - states.stream().map(s -> s.get(0).asText()).distinct().count());

    for (FlightRule rule : FlightRule.values()) {
      assertThat(report.broken(rule)).as(rule.reason()).isEqualTo(expected.get(rule));
    }
    assertThat(report.rows()).isEqualTo(states.size()).isEqualTo(5_485);
    assertThat(report.kept() + report.quarantined()).isEqualTo(5_485);
    // What is known of this file; of the three placeholders one has six zeros only.
    assertThat(report.broken(FlightRule.POSITION_MISSING)).isEqualTo(101);
    assertThat(report.broken(FlightRule.POSITION_STALE)).isEqualTo(626);
    assertThat(report.broken(FlightRule.CALLSIGN_BLANK)).isEqualTo(120);
    assertThat(report.broken(FlightRule.COUNTRY_MISSING)).isEqualTo(9);
    assertThat(count(states, s -> s.get(1).asText().equals("00000000"))).isEqualTo(2);
    assertThat(report.broken(FlightRule.CALLSIGN_PLACEHOLDER)).isEqualTo(3);
  }

  @Test
  void findsZurichsDuplicatesThoughTheyAreFarApartInTheFile() throws Exception {
    Reading reading = Reading.of(Recording.of(RealFiles.require("zurich_airport.json.gz")), folder);

    assertThat(reading.rejects()).isEmpty();
    assertThat(reading.report().rows()).isEqualTo(17_132);
    assertThat(reading.report().broken(FlightRule.DUPLICATE)).isEqualTo(2_298);
    assertThat(
            reading.states().stream()
                .map(state -> state.icao24() + state.observedAt())
                .distinct()
                .count())
        .isEqualTo(17_132 - 2_298);
  }

  @Test
  void readsTheSwissFileInOrderOfTime() throws Exception {
    Reading reading = Reading.of(Recording.of(RealFiles.require("switzerland.json.gz")), folder);

    assertThat(reading.rejects()).isEmpty();
    assertThat(reading.report().rows()).isEqualTo(139_098);
    assertThat(reading.states()).isSortedAccordingTo(Comparator.comparing(FlightState::observedAt));
    assertThat(reading.states().stream().map(FlightState::icao24).distinct()).hasSize(842);
  }

  @Test
  void findsTheJumpsThatClockErrorsMake() throws Exception {
    Reading reading =
        Reading.of(Recording.of(RealFiles.require("noisy_time_issue.json.gz")), folder);

    assertThat(reading.report().rows()).isEqualTo(8_294);
    assertThat(reading.report().broken(FlightRule.JUMP_IMPOSSIBLE)).isPositive();
  }

  private interface Condition {
    boolean holds(JsonNode state);
  }

  private static long count(List<JsonNode> states, Condition condition) {
    return states.stream().filter(condition::holds).count();
  }
}
