package io.millrace.gateway.flights;

import static io.millrace.gateway.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class FlightsBadRequestTest {

  private static final String FLIGHTS = "/api/v1/flights";
  private static final String TRACK = "/aircraft/4b1816/track";

  private static final Map<String, List<String>> PARAMETERS =
      Map.of(
          "/countries",
          List.of("from", "to", "country", "limit"),
          "/live",
          List.of("bbox", "at", "maxAge", "country", "callsign", "limit", "format"),
          TRACK,
          List.of("from", "to", "limit", "cursor", "format"),
          "/quality",
          List.of("from", "to"),
          "/statistics",
          List.of("from", "to", "country", "limit", "cursor"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /countries  | country  | ch                      | ISO 3166 alpha-2 in capitals
          /countries  | country  | Switzerland             | ISO 3166 alpha-2 in capitals
          /countries  | country  | XX                      | or ZZ for an unknown country
          /countries  | country  | CH,DE                   | ISO 3166 alpha-2 in capitals
          /countries  | limit    | 301                     | a whole number from 1 to 300
          /countries  | from     | yesterday               | ISO 8601 with a zone
          /countries  | cursor   | MX4x                    | from, to, country, limit
          /live       | bbox     | 45.8,5.9,91,10.6        | south below north, -90 to 90
          /live       | bbox     | -90.1,5.9,47.9,10.6     | south below north, -90 to 90
          /live       | bbox     | 47.9,5.9,45.8,10.6      | south below north, -90 to 90
          /live       | bbox     | 45.8,5.9,45.8,10.6      | south below north, -90 to 90
          /live       | bbox     | 45.8,-181,47.9,10.6     | west and east different, -180 to 180
          /live       | bbox     | 45.8,10.6,47.9,10.6     | west and east different, -180 to 180
          /live       | bbox     | NaN,5.9,47.9,10.6       | south,west,north,east in degrees
          /live       | bbox     | 45.8,5.9,Infinity,10.6  | south,west,north,east in degrees
          /live       | bbox     | 45.8,5.9,47.9           | south,west,north,east in degrees
          /live       | bbox     | 45.8,5.9,47.9,10.6,1    | south,west,north,east in degrees
          /live       | bbox     | 45.8,,47.9,10.6         | south,west,north,east in degrees
          /live       | bbox     | 45.8 ,5.9,47.9,10.6     | south,west,north,east in degrees
          /live       | bbox     | 1e1,5.9,47.9,10.6       | south,west,north,east in degrees
          /live       | bbox     | 0x1p3,5.9,47.9,10.6     | south,west,north,east in degrees
          /live       | bbox     | 45.8,5.9,99999999999,9  | south,west,north,east in degrees
          /live       | at       | newest                  | latest, or ISO 8601 with a zone
          /live       | at       | LATEST                  | latest, or ISO 8601 with a zone
          /live       | at       | 2026-08-01              | latest, or ISO 8601 with a zone
          /live       | at       | 2100-01-01T00:00:01Z    | 1970-01-01T00:00:00Z to 2100-01-01T00:00:00Z
          /live       | maxAge   | 0                       | a whole number from 1 to 3600
          /live       | maxAge   | 3601                    | a whole number from 1 to 3600
          /live       | maxAge   | 5m                      | a whole number from 1 to 3600
          /live       | maxAge   | 1.5                     | a whole number from 1 to 3600
          /live       | limit    | 20001                   | a whole number from 1 to 20000
          /live       | limit    | 9999999999999999999999  | a whole number from 1 to 20000
          /live       | callsign | SWR%                    | 1 to 8 letters and digits
          /live       | callsign | SWISSAIR1               | 1 to 8 letters and digits
          /live       | format   | GeoJSON                 | json, geojson
          /live       | from     | 2026-08-01T10:00:00Z    | bbox, at, maxAge, country, callsign, limit, format
          /aircraft/4b1816/track | limit  | 10001         | a whole number from 1 to 10000
          /aircraft/4b1816/track | cursor | nonsense      | the cursor of a page's next link, unchanged
          /aircraft/4b1816/track | cursor | MX4xNzk1MTc2MDAwfkNI | the cursor of a page's next link, unchanged
          /aircraft/4b1816/track | format | kml           | json, geojson
          /aircraft/4b1816/track | icao24 | 4b1816        | from, to, limit, cursor, format
          /quality    | country  | CH                      | from, to
          /statistics | limit    | 1001                    | a whole number from 1 to 1000
          /statistics | cursor   | MX4xfkNI                | the cursor of a page's next link, unchanged
          /statistics | format   | geojson                 | json, csv, parquet
          """)
  void refusesAndNamesParameterValueAndWhatIsAllowed(
      String path, String parameter, String value, String allowed) {
    Response answer = given().queryParam(parameter, value).get(FLIGHTS + path);

    assertProblem(answer, 400, "invalid-parameters", FLIGHTS + path);
    assertThat(answer.<String>path("detail")).contains(parameter, value, allowed);
    assertThat(answer.<List<Map<String, String>>>path("errors"))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error).containsEntry("parameter", parameter).containsEntry("value", value);
              assertThat(error.get("allowed")).contains(allowed);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"4b181", "4b18160", "4b181g", "xyz", "4b1816'", "%20b1816", "４b1816"})
  void refusesAnAddressThatIsNotSixHexadecimalDigits(String icao24) {
    Response answer = given().queryParam("limit", "0").get(FLIGHTS + "/aircraft/{a}/track", icao24);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.<List<String>>path("errors.parameter")).containsExactly("icao24", "limit");
    assertThat(answer.<String>path("errors[0].value")).isEqualTo(icao24);
    assertThat(answer.<String>path("errors[0].allowed"))
        .isEqualTo("six hexadecimal digits, such as 4b1816");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T10:00:00Z, 2026-11-21T10:00:00Z, an instant before to",
    "2026-11-21T10:00:01Z, 2026-11-21T10:00:00Z, an instant before to",
    "2026-10-01T00:00:00Z, 2026-11-01T00:00:01Z, a range of at most 31 days"
  })
  void refusesARangeThatIsEmptyOrTooLong(String from, String to, String allowed) {
    for (String path : List.of("/countries", TRACK, "/quality", "/statistics")) {
      Response answer = given().queryParams("from", from, "to", to).get(FLIGHTS + path);

      assertProblem(answer, 400, "invalid-parameters", FLIGHTS + path);
      assertThat(answer.<String>path("errors[0].parameter")).isEqualTo("from");
      assertThat(answer.<String>path("errors[0].allowed")).contains(allowed);
    }
  }

  @Test
  void namesEverythingThatIsWrongAtOnce() {
    Response answer =
        given()
            .queryParams("bbox", "1,2,3", "at", "x", "maxAge", "-1", "typo", "1")
            .queryParams("callsign", "-", "limit", "-1", "format", "xml")
            .queryParam("country", "CH", "Mars")
            .get(FLIGHTS + "/live");

    assertThat(answer.<List<String>>path("errors.parameter"))
        .containsExactlyInAnyOrder(
            "bbox", "at", "maxAge", "typo", "callsign", "limit", "format", "country");
  }

  @Test
  void refusesASingleParameterGivenTwice() {
    PARAMETERS.forEach(
        (path, parameters) ->
            parameters.stream()
                .filter(parameter -> !parameter.equals("country"))
                .forEach(
                    parameter -> {
                      Response answer = given().queryParam(parameter, "5", "5").get(FLIGHTS + path);
                      assertProblem(answer, 400, "invalid-parameters", FLIGHTS + path);
                      assertThat(answer.<List<String>>path("errors.detail"))
                          .as(parameter)
                          .containsExactly("is given 2 times");
                    }));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP TABLE opensky.flights_streaming; --",
        "CH' OR '1'='1",
        "\\' OR 1=1 --",
        "CH\u0000",
        "{country:String}",
        "?",
        "<script>alert(1)</script>",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢"
      })
  void refusesHostileTextInEveryParameter(String hostile) {
    PARAMETERS.forEach(
        (path, parameters) ->
            parameters.forEach(
                parameter -> {
                  Response answer = given().queryParam(parameter, hostile).get(FLIGHTS + path);
                  assertProblem(answer, 400, "invalid-parameters", FLIGHTS + path);
                  assertThat(answer.<String>path("errors[0].value")).isEqualTo(hostile);
                  assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
                }));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1~0~ZZ", "1~4102444740~AA", "1~9999999960~ZZ"})
  void readsAForgedStatisticsCursorAsAPositionAndNothingElse(String forged) {
    assertThat(forge("/statistics", forged).<List<Object>>path("windows")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1~0~0", "1~9999999999999999~9223372036854775807", "1~0~-9223372036854775808"})
  void readsAForgedTrackCursorAsAPositionAndNothingElse(String forged) {
    assertThat(forge(TRACK, forged).<List<Object>>path("positions")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1~0~9223372036854775808", "1~99999999999999999~1", "2~0~0", "1~0~0~0"})
  void refusesATrackCursorThatNoRowHas(String forged) {
    Response answer = given().queryParam("cursor", encoded(forged)).get(FLIGHTS + TRACK);

    assertProblem(answer, 400, "invalid-parameters", FLIGHTS + TRACK);
  }

  @Test
  void refusesInJsonWhatWasAskedForInGeoJson() {
    Response answer =
        given().accept("application/geo+json").queryParam("bbox", "x").get(FLIGHTS + "/live");

    assertProblem(answer, 400, "invalid-parameters", FLIGHTS + "/live");
  }

  @Test
  void answersAMediaTypeItDoesNotOfferWithAProblem() {
    assertProblem(
        given().accept("image/png").get(FLIGHTS + "/live"),
        406,
        "not-acceptable",
        FLIGHTS + "/live");
    assertProblem(
        given().accept("application/geo+json").get(FLIGHTS + "/quality"),
        406,
        "not-acceptable",
        FLIGHTS + "/quality");
  }

  private static Response forge(String path, String cursor) {
    Response answer =
        given()
            .queryParams("from", "2018-01-01T10:00:00Z", "to", "2018-01-02T10:00:00Z")
            .queryParam("cursor", encoded(cursor))
            .get(FLIGHTS + path);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  private static String encoded(String cursor) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(cursor.getBytes(StandardCharsets.UTF_8));
  }
}
