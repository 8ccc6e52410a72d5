package io.millrace.recordings.flights.opensky;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.flights.Reading;
import io.millrace.recordings.flights.Rejects;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatesCsvTest {

  private static final String DATA_SET =
      "time,icao24,lat,lon,velocity,heading,vertrate,callsign,onground,alert,spi,squawk,"
          + "baroaltitude,geoaltitude,lastposupdate,lastcontact\n";

  @TempDir Path folder;

  @Test
  void readsOpenSkysDataSets() throws Exception {
    Reading reading =
        Reading.of(
            DATA_SET
                + "1557100800,4B1815,47.4,8.5,203.82,60.85,-2.28,SWR252  ,False,False,True,1000,"
                + "10546.08,10934.7,1557100799.346,1557100799.5\n"
                + "1557100800,abcdef,,,,,,,True,False,False,,,,,1557100790\n",
            folder);

    assertThat(reading.rejects()).isEmpty();
    assertThat(reading.states())
        .containsExactly(
            new FlightState(
                "4b1815",
                "SWR252",
                null,
                null,
                Instant.parse("2019-05-05T23:59:59.346Z"),
                Instant.parse("2019-05-05T23:59:59.500Z"),
                8.5,
                47.4,
                10546.08,
                false,
                203.82,
                60.85,
                -2.28,
                10934.7,
                "1000",
                true,
                0,
                Instant.parse("2019-05-06T00:00:00Z")),
            new FlightState(
                "abcdef",
                null,
                null,
                null,
                null,
                Instant.parse("2019-05-05T23:59:50Z"),
                null,
                null,
                null,
                true,
                null,
                null,
                null,
                null,
                null,
                false,
                0,
                Instant.parse("2019-05-06T00:00:00Z")));
  }

  @Test
  void readsTheApisNamesAndQuotedFields() throws Exception {
    Reading reading =
        Reading.of(
            "time,icao24,callsign,origin_country,last_contact,on_ground\n"
                + "1557100800,71be01,KAL1,\"Korea, Republic of\",1557100800,false\n",
            folder);

    assertThat(reading.states().get(0).originCountry()).isEqualTo("Korea, Republic of");
  }

  @Test
  void passesOverLinesThatAreNoStates() throws Exception {
    Reading reading =
        Reading.of(
            DATA_SET
                + "1557100800,4b1815\n"
                + "1557100800,4b1815,47.4,8.5,fast,,,,False,,,,,,,1557100800\n"
                + "1557100800,4b1815,47.4,8.5,,,,,perhaps,,,,,,,1557100800\n"
                + "1557100800,\"4b1815,47.4\n"
                + "1557100800,4b1815,47.4,8.5,,,,,False,,,,,,,1557100800\n",
            folder);

    assertThat(reading.states()).hasSize(1);
    assertThat(reading.rejects())
        .extracting(reject -> reject.position() + ": " + reject.reason())
        .containsExactly(
            "line 2: the line has 2 fields",
            "line 3: velocity is \"fast\"",
            "line 4: on_ground is \"perhaps\"",
            "line 5: a quoted field does not end");
  }

  @Test
  void saysWhichColumnsAHeaderLacks() throws Exception {
    Reading reading = Reading.of("icao24,lat,lon\n4b1815,47.4,8.5\n", folder);

    assertThat(reading.states()).isEmpty();
    assertThat(reading.rejects())
        .extracting(Rejects.Reject::reason)
        .containsExactly("the first line has no column [last_contact, on_ground, time]");
  }
}
