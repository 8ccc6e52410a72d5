package io.millrace.gateway.flights;

import static io.millrace.gateway.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.gateway.Tables;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class FlightsDownloadTest {

  private static final String FLIGHTS = "/api/v1/flights";
  private static final String RANGE = "from=2026-09-01T10:00:00Z&to=2026-09-01T11:00:00Z";
  private static final Instant START = Instant.parse("2026-09-01T10:00:00Z");

  /** Sixty states of three aircraft, some without values, below the sea or of bad quality. */
  @BeforeAll
  static void seed() {
    List<Flight> flights = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Flight flight =
          Flight.of(90_000 + i, "4d200" + i % 3, START.plusSeconds(47 * i).plusNanos(i * 1000L))
              .at(47 + i / 100.0, 8 - i / 10.0)
              .country(i % 3 == 0 ? null : "CH")
              .moving(i % 5 == 0 ? null : i / 3.0, i % 7 == 0 ? null : -2.0005 - i / 7.0);
      flights.add(
          i % 11 == 10
              ? flight.quarantinedFor("duplicate")
              : i % 4 == 0 ? flight.broke("position_stale", "callsign_blank") : flight);
    }
    Flight.came(flights.toArray(Flight[]::new));
    Flight.takenBack(flights.get(1), flights.get(2));
  }

  @ParameterizedTest
  @CsvSource({
    "/countries?, countries, 2",
    "/countries?country=CH&limit=1&, countries, 1",
    "/statistics?, windows, 40",
    "/statistics?country=ZZ&, windows, 20",
    "/aircraft/4D2000/track?, positions, 18",
    "/quality?, rules, 0"
  })
  void hasTheSameRowsInEveryFormatWithoutPages(String path, String rows, int least)
      throws Exception {
    String page = path.contains("statistics") || path.contains("track") ? "&limit=7" : "";
    List<Map<String, String>> json = Tables.ofJson(FLIGHTS + path + RANGE + page, rows);

    assertThat(json).hasSizeGreaterThanOrEqualTo(least).isNotEmpty();
    assertThat(Tables.ofCsv(file(path + RANGE, "csv"))).isEqualTo(json);
    assertThat(Tables.ofParquet(file(path + RANGE, "parquet"))).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "at=2026-09-01T10:40:00Z",
        "at=2026-09-01T10:40:00Z&maxAge=3600&limit=2",
        "at=2026-09-01T10:40:00Z&maxAge=3600&bbox=40,-20,60,5.1&callsign=SWR9&country=CH&country=ZZ"
      })
  void hasTheSameLiveAircraftInEveryFormat(String parameters) throws Exception {
    String path = "/live?" + parameters;
    List<Map<String, String>> json = Tables.ofJson(FLIGHTS + path, "aircraft");

    assertThat(json).isNotEmpty();
    assertThat(Tables.ofCsv(file(path, "csv"))).isEqualTo(json);
    assertThat(Tables.ofParquet(file(path, "parquet"))).isEqualTo(json);
  }

  @Test
  void namesTheFileAfterWhatIsInIt() {
    Response file =
        given()
            .urlEncodingEnabled(false)
            .get(FLIGHTS + "/aircraft/4D2000/track?format=parquet&" + RANGE);

    assertThat(file.contentType()).isEqualTo("application/vnd.apache.parquet");
    assertThat(file.header("Content-Disposition"))
        .isEqualTo(
            "attachment;"
                + " filename=\"flights-track-4d2000_20260901T100000Z_20260901T110000Z.parquet\"");
  }

  @Test
  void keepsACallsignFromBeingAFormulaInASpreadsheetAndAsItIsElsewhere() throws Exception {
    Instant observed = Instant.parse("2026-09-02T10:00:00Z");
    Flight.came(
        Flight.of(91_000, "4d2010", observed).at(1, 1).callsign("=1+1"),
        Flight.of(91_001, "4d2010", observed.plusSeconds(1)).at(1, 1).callsign("-A\",\r\nB"),
        Flight.of(91_002, "4d2010", observed.plusSeconds(2)).at(1, 1).callsign("A=B"));
    String path = "/aircraft/4d2010/track?from=2026-09-02T10:00:00Z&to=2026-09-02T11:00:00Z";

    assertThat(Tables.ofCsv(file(path, "csv")))
        .extracting(row -> row.get("callsign"))
        .containsExactly("'=1+1", "'-A\",\r\nB", "A=B");
    assertThat(Tables.ofParquet(file(path, "parquet")))
        .extracting(row -> row.get("callsign"))
        .containsExactly("=1+1", "-A\",\r\nB", "A=B");
  }

  @Test
  void answers404ForAnAircraftNobodyKnows() {
    Response answer =
        given().urlEncodingEnabled(false).get(FLIGHTS + "/aircraft/ffffff/track?format=csv");

    assertProblem(answer, 404, "not-found", FLIGHTS + "/aircraft/ffffff/track");
  }

  private static byte[] file(String path, String format) {
    Response file = given().urlEncodingEnabled(false).get(FLIGHTS + path + "&format=" + format);
    assertThat(file.statusCode()).as(path).isEqualTo(200);
    return file.body().asByteArray();
  }
}
