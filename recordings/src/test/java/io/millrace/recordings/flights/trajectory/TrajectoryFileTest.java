package io.millrace.recordings.flights.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.flights.Reading;
import io.millrace.recordings.flights.Rejects;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrajectoryFileTest {

  private static final String LIST =
      "[{\"timestamp\":1533101260000,\"altitude\":35000.0,\"callsign\":\"DLH8JW\","
          + "\"groundspeed\":450,\"icao24\":\"3003AE\",\"latitude\":45.8,\"longitude\":9.2,"
          + "\"track\":324.2,\"vertical_rate\":960},"
          + "{\"timestamp\":1533101250000,\"altitude\":null,\"callsign\":\"DLH8JW\","
          + "\"groundspeed\":null,\"icao24\":\"3003ae\",\"latitude\":45.9,\"longitude\":9.2,"
          + "\"track\":null,\"vertical_rate\":null}]";

  private static final String COLUMNS =
      "{\"timestamp\":{\"0\":1533101260000,\"1\":1533101250000},"
          + "\"altitude\":{\"0\":35000.0,\"1\":null},\"callsign\":{\"0\":\"DLH8JW\",\"1\":\"DLH8JW\"},"
          + "\"groundspeed\":{\"0\":450,\"1\":null},\"icao24\":{\"0\":\"3003AE\",\"1\":\"3003ae\"},"
          + "\"latitude\":{\"0\":45.8,\"1\":45.9},\"longitude\":{\"0\":9.2,\"1\":9.2},"
          + "\"track\":{\"0\":324.2,\"1\":null},\"vertical_rate\":{\"0\":960,\"1\":null}}";

  @TempDir Path folder;

  @Test
  void takesTimesAsTextToTheMicrosecond() throws Exception {
    Reading reading =
        Reading.of(
            "[{\"timestamp\":\"2018-08-01T05:27:30.123456500Z\",\"icao24\":\"3003ae\"},"
                + "{\"timestamp\":\"1969-12-31T23:59:59Z\",\"icao24\":\"3003ae\"},"
                + "{\"timestamp\":\"2100-01-01T00:00:00Z\",\"icao24\":\"3003ae\"}]",
            folder);

    assertThat(reading.states())
        .extracting(FlightState::observedAt)
        .containsExactly(Instant.parse("2018-08-01T05:27:30.123457Z"));
    assertThat(reading.rejects())
        .extracting(Rejects.Reject::reason)
        .containsExactly("timestamp is 1969-12-31T23:59:59Z", "timestamp is 2100-01-01T00:00:00Z");
  }

  @Test
  void convertsFeetKnotsAndFeetPerMinuteAndOrdersByTime() throws Exception {
    Reading reading = Reading.of(LIST, folder);

    assertThat(reading.rejects()).isEmpty();
    assertThat(reading.states())
        .extracting(FlightState::observedAt)
        .containsExactly(
            Instant.parse("2018-08-01T05:27:30Z"), Instant.parse("2018-08-01T05:27:40Z"));
    FlightState state = reading.states().get(1);
    assertThat(state.icao24()).isEqualTo("3003ae");
    assertThat(state.baroAltitude()).isCloseTo(10_668.0, within(1e-9));
    assertThat(state.velocity()).isCloseTo(231.5, within(1e-9));
    assertThat(state.verticalRate()).isCloseTo(4.8768, within(1e-9));
    assertThat(state.timePosition()).isEqualTo(state.observedAt());
    assertThat(reading.states().get(0).baroAltitude()).isNull();
  }

  @Test
  void readsTheSameFromColumnsOfObjectsAndOfArrays() throws Exception {
    String arrays = COLUMNS.replaceAll("\"[01]\":", "").replaceAll("(?<=:)\\{", "[");
    arrays = arrays.replaceAll("\\}(?=[,}])", "]");

    assertThat(Reading.of(COLUMNS, folder).states()).isEqualTo(Reading.of(LIST, folder).states());
    assertThat(Reading.of(arrays, folder).states()).isEqualTo(Reading.of(LIST, folder).states());
  }

  @Test
  void passesOverRowsThatAreNone() throws Exception {
    Reading reading =
        Reading.of(
            "[7,{\"icao24\":\"3003ae\"},{\"timestamp\":\"noon\",\"icao24\":\"3003ae\"},"
                + "{\"timestamp\":\"2018-08-01T05:27:30Z\",\"icao24\":\"3003ae\"},"
                + "{\"timestamp\":1533101250000,\"icao24\":\"3003ae\",\"altitude\":\"high\"}]",
            folder);

    assertThat(reading.states()).hasSize(1);
    assertThat(reading.rejects())
        .extracting(reject -> reject.position() + ": " + reject.reason())
        .containsExactly(
            "row 1: it is 7.0",
            "row 2: timestamp is null or missing",
            "row 3: timestamp is \"noon\"",
            "row 5: altitude is \"high\"");
  }

  @Test
  void neverCrashesNorKeepsSilentWhereAFileBreaksOff() throws Exception {
    for (String whole : new String[] {LIST, COLUMNS}) {
      for (int length = 0; length < whole.length(); length++) {
        assertThat(Reading.of(whole.substring(0, length), folder).rejects())
            .as(whole.substring(0, length))
            .isNotEmpty();
      }
    }
  }

  @Test
  void saysSoWhenColumnsDoNotFit() throws Exception {
    Reading uneven =
        Reading.of("{\"timestamp\":[1533101250000,1533101260000],\"icao24\":[\"3003ae\"]}", folder);
    Reading shifted =
        Reading.of("{\"timestamp\":{\"0\":1533101250000},\"icao24\":{\"1\":\"3003ae\"}}", folder);

    assertThat(uneven.states()).hasSize(1);
    assertThat(uneven.rejects().get(0).reason()).contains("1 columns end before row 2");
    assertThat(shifted.states()).isEmpty();
    assertThat(shifted.rejects().get(0).reason())
        .contains("column icao24 has key 1 in the place of 0");
  }
}
