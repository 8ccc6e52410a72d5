package io.millrace.simulator.flights.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.flights.FlightRule;
import io.millrace.model.flights.FlightState;
import io.millrace.model.flights.GreatCircle;
import io.millrace.recordings.flights.Reading;
import io.millrace.recordings.flights.Rejects;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightScenarioTest {

  private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

  @TempDir Path folder;

  @Test
  void repeatsItselfForEqualSeedsOnly() throws Exception {
    assertThat(read(7, 50, 20).states()).isEqualTo(read(7, 50, 20).states());
    assertThat(read(7, 50, 20).states()).isNotEqualTo(read(8, 50, 20).states());
  }

  @Test
  void fliesAsAircraftDoForTwentyHours() throws Exception {
    Reading day = read(42, 100, 24 * 60);

    assertThat(day.states()).hasSize(100 * 24 * 60);
    assertThat(day.report().quarantined()).isZero();
    assertThat(day.states().stream().filter(FlightState::onGround)).isNotEmpty();
    assertThat(day.states().stream().filter(state -> positive(state.verticalRate()))).isNotEmpty();
    assertThat(day.states().stream().filter(state -> negative(state.verticalRate()))).isNotEmpty();
    assertThat(day.report().broken(FlightRule.POSITION_MISSING)).isBetween(1_000L, 2_000L);
    assertThat(day.report().broken(FlightRule.POSITION_STALE)).isPositive();
    assertThat(day.report().broken(FlightRule.CALLSIGN_BLANK)).isPositive();
    assertThat(day.report().broken(FlightRule.COUNTRY_SPELLING)).isPositive();
    assertThat(day.report().broken(FlightRule.COUNTRY_UNKNOWN)).isZero();
    assertThat(
            day.states().stream()
                .filter(state -> state.icao24().equals("100000"))
                .map(FlightState::squawk)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()))
        .hasSizeGreaterThan(2);
  }

  @Test
  void keepsToTheGreatCircleBetweenItsAirports() {
    Airport zurich = airport("LSZH");
    Airport sydney = airport("YSSY");
    Course course = new Course(zurich, sydney);

    assertThat(course.after(0).latitude()).isCloseTo(zurich.latitude(), within(1e-9));
    assertThat(course.after(course.metres()).longitude())
        .isCloseTo(sydney.longitude(), within(1e-9));
    for (double share = 0; share <= 1; share += 0.01) {
      Course.Place place = course.after(share * course.metres());
      double before =
          GreatCircle.metres(
              zurich.latitude(), zurich.longitude(), place.latitude(), place.longitude());
      double after =
          GreatCircle.metres(
              place.latitude(), place.longitude(), sydney.latitude(), sydney.longitude());
      assertThat(before + after).isCloseTo(course.metres(), within(1.0));
    }
  }

  @Test
  void landsWhereItIsBoundFor() {
    for (Airport from : Airport.ALL) {
      for (Airport to : Airport.ALL) {
        if (from != to) {
          Leg leg = new Leg(from, to, 230, 11_000, 3_600);
          Leg.Motion end = leg.at(leg.seconds());
          assertThat(
                  GreatCircle.metres(
                      to.latitude(),
                      to.longitude(),
                      end.place().latitude(),
                      end.place().longitude()))
              .isLessThan(1);
          assertThat(end.onGround()).isTrue();
        }
      }
    }
  }

  @Test
  void saysWhatIsAllowed() {
    assertThatThrownBy(() -> new FlightScenario(1, 0, START, Duration.ofSeconds(10), 1))
        .hasMessage("aircraft are 0; allowed: 1 to 100000");
    assertThatThrownBy(() -> new FlightScenario(1, 1, START, Duration.ofMillis(1), 1))
        .hasMessageContaining("allowed: 1s to 10m");
  }

  private Reading read(long seed, int aircraft, long snapshots) throws Exception {
    try (Rejects rejects = new Rejects(folder.resolve("rejects"))) {
      return Reading.of(
          new FlightScenario(seed, aircraft, START, Duration.ofSeconds(50), snapshots), rejects);
    }
  }

  private static Airport airport(String icao) {
    List<Airport> found =
        Airport.ALL.stream().filter(airport -> airport.icao().equals(icao)).toList();
    return found.get(0);
  }

  private static boolean positive(Double value) {
    return value != null && value > 0;
  }

  private static boolean negative(Double value) {
    return value != null && value < 0;
  }
}
