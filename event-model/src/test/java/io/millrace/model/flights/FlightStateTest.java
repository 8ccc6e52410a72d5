package io.millrace.model.flights;

import static io.millrace.model.flights.States.clean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FlightStateTest {

  @Test
  void takesAwayTheBlanksAroundACallsign() {
    assertThat(clean().callsign("SWR252  ").state().callsign()).isEqualTo("SWR252");
    assertThat(clean().callsign("        ").state().callsign()).isNull();
  }

  @Test
  void isNotMadeOfAnAddressThatIsNone() {
    assertThatThrownBy(() -> withAddress("4B1815"))
        .hasMessage("icao24 is \"4B1815\"; allowed: six hexadecimal digits in lower case");
    assertThatThrownBy(() -> withAddress("4b181")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isNotMadeOfNumbersThatAreNone() {
    assertThatThrownBy(() -> clean().at(Double.NaN, 8.5).state())
        .hasMessage("latitude is NaN; allowed: a finite number");
    assertThatThrownBy(() -> clean().state().withCountry("Switzerland"))
        .hasMessageContaining("ISO 3166 alpha-2");
  }

  @Test
  void measuresGreatCircles() {
    // A quarter of a meridian, and Zurich to New York as great-circle tables have it: 6,324 km.
    assertThat(GreatCircle.metres(0, 0, 90, 0)).isBetween(10_007_500.0, 10_007_600.0);
    assertThat(GreatCircle.metres(47.4647, 8.5492, 40.6399, -73.7787) / 1_000)
        .isBetween(6_300.0, 6_340.0);
    assertThat(GreatCircle.metres(0, 179.5, 0, -179.5)).isBetween(111_194.0, 111_196.0);
  }

  private static void withAddress(String address) {
    FlightState state = clean().state();
    new FlightState(
        address,
        null,
        null,
        null,
        null,
        state.lastContact(),
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
        state.observedAt());
  }
}
