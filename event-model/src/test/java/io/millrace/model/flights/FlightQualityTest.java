package io.millrace.model.flights;

import static io.millrace.model.flights.States.clean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FlightQualityTest {

  @Test
  void keepsACleanStateAndFindsItsCountry() {
    FlightQuality.Assessment assessment = FlightQuality.evaluate(clean().state(), null);

    assertThat(assessment.broken()).isEmpty();
    assertThat(assessment.verdict()).isEqualTo(FlightQuality.Verdict.KEEP);
    assertThat(assessment.state()).isEqualTo(clean().state().withCountry("CH"));
  }

  @Test
  void flagsWhatIsIncompleteOrOldAndKeepsIt() {
    assertBreaks(clean().at(null, 8.5), FlightRule.POSITION_MISSING);
    assertBreaks(clean().at(47.4, null), FlightRule.POSITION_MISSING);
    assertBreaks(clean().positionAged(60));
    assertBreaks(clean().positionAged(61), FlightRule.POSITION_STALE);
    assertBreaks(clean().callsign("        "), FlightRule.CALLSIGN_BLANK);
    assertBreaks(clean().callsign(null), FlightRule.CALLSIGN_BLANK);
    assertBreaks(clean().country(""), FlightRule.COUNTRY_MISSING);
    assertBreaks(clean().country("Atlantis"), FlightRule.COUNTRY_UNKNOWN);
    assertThat(FlightQuality.evaluate(clean().at(null, null).state(), null).verdict())
        .isEqualTo(FlightQuality.Verdict.KEEP);
  }

  @Test
  void fixesPlaceholdersAndSpellings() {
    assertBreaks(clean().callsign("00000000"), FlightRule.CALLSIGN_PLACEHOLDER);
    assertBreaks(clean().callsign("000000  "), FlightRule.CALLSIGN_PLACEHOLDER);
    assertBreaks(clean().callsign("0A"));
    assertBreaks(clean().country("Viet Nam"), FlightRule.COUNTRY_SPELLING);

    FlightState fixed =
        FlightQuality.evaluate(clean().callsign("00000000").country("Viet Nam").state(), null)
            .state();
    assertThat(fixed.callsign()).isNull();
    assertThat(fixed.country()).isEqualTo("VN");
    assertThat(fixed.originCountry()).isEqualTo("Viet Nam");
  }

  @Test
  void quarantinesWhatNoAircraftDoes() {
    assertBreaks(clean().at(90.1, 8.5), FlightRule.POSITION_OUT_OF_RANGE);
    assertBreaks(clean().at(47.4, -180.1), FlightRule.POSITION_OUT_OF_RANGE);
    assertBreaks(clean().at(-90.0, 180.0));
    assertBreaks(clean().moving(true, 432.0, 105.0, 0.0));
    assertBreaks(clean().moving(true, 432.0, 105.1, 0.0), FlightRule.ON_GROUND_FAST);
    assertBreaks(clean().moving(true, 5_000.1, 0.0, 0.0), FlightRule.ON_GROUND_HIGH);
    assertBreaks(clean().moving(false, 10_000.0, 450.1, 0.0), FlightRule.SPEED_IMPOSSIBLE);
    assertBreaks(clean().moving(false, 10_000.0, -0.1, 0.0), FlightRule.SPEED_IMPOSSIBLE);
    assertBreaks(clean().moving(false, 10_000.0, 230.0, -100.1), FlightRule.CLIMB_IMPOSSIBLE);
    assertBreaks(clean().moving(false, 10_000.0, 230.0, 100.1), FlightRule.CLIMB_IMPOSSIBLE);
    assertBreaks(clean().moving(false, 40_000.1, 230.0, 0.0), FlightRule.ALTITUDE_IMPOSSIBLE);
    assertBreaks(clean().moving(false, -1_500.1, 230.0, 0.0), FlightRule.ALTITUDE_IMPOSSIBLE);
    assertThat(
            FlightQuality.evaluate(clean().moving(true, 9_000.0, 230.0, 0.0).state(), null)
                .verdict())
        .isEqualTo(FlightQuality.Verdict.QUARANTINE);
  }

  @Test
  void quarantinesALegThatNoAircraftFliesAndNoOther() {
    FlightState before = clean().at(47.4, 8.5).state();

    // 10 s allow (10 + 5) * 450 = 6,750 m; a degree of latitude is 111,195 m.
    assertThat(broken(clean().later(10).at(47.4 + 6_740 / 111_195.1, 8.5), before)).isEmpty();
    assertThat(broken(clean().later(10).at(47.4 + 6_760 / 111_195.1, 8.5), before))
        .containsExactly(FlightRule.JUMP_IMPOSSIBLE);
    assertThat(broken(clean().later(10).at(null, null), before))
        .containsExactly(FlightRule.POSITION_MISSING);
    FlightState westOfTheDateLine = clean().at(0.0, 179.99).state();
    assertThat(broken(clean().later(10).at(0.0, -179.99), westOfTheDateLine)).isEmpty();
  }

  @Test
  void quarantinesTheSecondStateOfOneInstant() {
    assertThat(broken(clean(), clean().state())).containsExactly(FlightRule.DUPLICATE);
    assertThat(broken(clean().later(1), clean().state())).isEmpty();
  }

  @Test
  void namesAllBrokenRulesInTheirOrder() {
    States worst = clean().callsign("").country("").at(91.0, 8.5).moving(true, 6e3, 500.0, 200.0);

    assertThat(FlightQuality.evaluate(worst.state(), null).broken())
        .containsExactly(
            FlightRule.POSITION_OUT_OF_RANGE,
            FlightRule.CALLSIGN_BLANK,
            FlightRule.COUNTRY_MISSING,
            FlightRule.ON_GROUND_FAST,
            FlightRule.ON_GROUND_HIGH,
            FlightRule.SPEED_IMPOSSIBLE,
            FlightRule.CLIMB_IMPOSSIBLE);
  }

  @Test
  void refusesThePreviousStateOfAnotherAircraft() {
    FlightState other =
        new FlightState(
            "abcdef",
            null,
            null,
            null,
            null,
            States.NOW,
            null,
            null,
            null,
            false,
            null,
            null,
            null,
            null,
            null,
            false,
            0,
            States.NOW);

    assertThatThrownBy(() -> FlightQuality.evaluate(clean().state(), other))
        .hasMessage("the state before 4b1815's is one of abcdef");
  }

  @Test
  void saysEveryRuleInTheDocument() throws Exception {
    String document = Files.readString(Path.of("..", "docs", "flight-quality-rules.md"));

    for (FlightRule rule : FlightRule.values()) {
      assertThat(document)
          .contains("| `" + rule.reason() + "` | " + rule.action().name().toLowerCase() + " | ");
      assertThat(document).contains(rule.definition());
    }
    Countries.otherSpellings()
        .forEach((name, code) -> assertThat(document).contains("| " + name + " | " + code + " |"));
  }

  @Test
  void givesEveryRuleADistinctReason() {
    assertThat(Arrays.stream(FlightRule.values()).map(FlightRule::reason))
        .doesNotHaveDuplicates()
        .contains("position_stale", "duplicate");
  }

  private static void assertBreaks(States states, FlightRule... rules) {
    assertThat(broken(states, null)).containsExactly(rules);
  }

  private static List<FlightRule> broken(States states, @Nullable FlightState previous) {
    return FlightQuality.evaluate(states.state(), previous).broken();
  }
}
