package io.millrace.gateway.flights;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class LiveEndpointTest {

  private static final String PATH = "/api/v1/flights/live";

  /** What the question is about; see {@link #seed()}. */
  private static final String AT = "2026-08-01T10:05:00Z";

  /**
   * At {@link #AT}, seen within 300 s: a1 (moved), a2 (corrected), a3 (its newest has no position),
   * a4 (of no known country, over the Pacific), a5 (its newest is quarantined), a6 (two states of
   * one instant, of which the later row counts). Not: b1 too old, b2 deleted, b3 later, b4 without
   * a position.
   */
  @BeforeAll
  static void seed() {
    Flight wrong = Flight.of(3, "0000a2", "2026-08-01T10:04:00Z").at(10, 10).country("DE");
    Flight deleted = Flight.of(8, "0000b2", "2026-08-01T10:04:00Z").at(46, 8);
    Flight.came(
        Flight.of(1, "0000a1", "2026-08-01T10:04:00Z").at(46, 8),
        Flight.of(2, "0000a1", "2026-08-01T10:05:00Z").at(47.5, 8.25).broke("position_stale"),
        wrong,
        Flight.of(4, "0000a3", "2026-08-01T10:00:00.000001Z").at(48, 9).callsign("DLH4"),
        Flight.of(5, "0000a3", "2026-08-01T10:04:30Z").broke("position_missing"),
        Flight.of(6, "0000a4", "2026-08-01T10:03:00Z").at(-18, 179.5).country(null).callsign(null),
        Flight.of(12, "0000a5", "2026-08-01T10:03:00Z").at(-18.5, -179.5).country("FJ"),
        Flight.of(13, "0000a5", "2026-08-01T10:03:10Z")
            .at(60, 60)
            .quarantinedFor("jump_impossible"),
        Flight.of(15, "0000a6", "2026-08-01T10:03:30Z").at(71, 71).country("NO").callsign("NAX1"),
        Flight.of(14, "0000a6", "2026-08-01T10:03:30Z").at(70, 70).country("NO").callsign("NAX2"),
        Flight.of(7, "0000b1", "2026-08-01T10:00:00Z").at(46, 8),
        deleted,
        Flight.of(9, "0000b3", "2026-08-01T10:05:00.000001Z").at(46, 8),
        Flight.of(10, "0000b4", "2026-08-01T10:04:00Z").broke("position_missing"));
    Flight.updated(wrong, wrong.at(46.5, 7.5).country("CH").moving(null, null));
    Flight.takenBack(deleted);
  }

  @Test
  void answersTheNewestPositionOfEachAircraft() {
    Response answer = given().queryParams("at", AT, "country", "CH").get(PATH);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.contentType()).startsWith("application/json");
    assertThat(answer.header("Cache-Control")).isEqualTo("private, no-cache");
    assertThat(answer.header("Vary")).contains("Accept");
    assertThat(answer.body().asString())
        .isEqualTo(
            "{\"at\":\"2026-08-01T10:05:00Z\",\"maxAge\":300,\"limit\":10000,\"truncated\":false,"
                + "\"aircraft\":[{\"icao24\":\"0000a1\",\"callsign\":\"SWR2\",\"country\":\"CH\","
                + "\"longitude\":8.25,\"latitude\":47.5,\"altitude\":10000.25,\"velocity\":200.5,"
                + "\"track\":90.5,\"verticalRate\":-1.25,\"onGround\":false,"
                + "\"observedAt\":\"2026-08-01T10:05:00Z\",\"squawk\":\"1000\","
                + "\"rules\":[\"position_stale\"]},"
                + "{\"icao24\":\"0000a2\",\"callsign\":\"SWR3\",\"country\":\"CH\","
                + "\"longitude\":7.5,\"latitude\":46.5,\"altitude\":null,\"velocity\":null,"
                + "\"track\":90.5,\"verticalRate\":-1.25,\"onGround\":false,"
                + "\"observedAt\":\"2026-08-01T10:04:00Z\",\"squawk\":\"1000\",\"rules\":[]},"
                + "{\"icao24\":\"0000a3\",\"callsign\":\"DLH4\",\"country\":\"CH\","
                + "\"longitude\":9.0,\"latitude\":48.0,\"altitude\":10000.25,\"velocity\":200.5,"
                + "\"track\":90.5,\"verticalRate\":-1.25,\"onGround\":false,"
                + "\"observedAt\":\"2026-08-01T10:00:00.000001Z\",\"squawk\":\"1000\","
                + "\"rules\":[]}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          maxAge   | 300                | 0000a1 0000a2 0000a3 0000a4 0000a5 0000a6
          maxAge   | 301                | 0000a1 0000a2 0000a3 0000a4 0000a5 0000a6 0000b1
          maxAge   | 60                 | 0000a1
          country  | ZZ                 | 0000a4
          country  | KZ                 |
          callsign | SWR                | 0000a1 0000a2 0000a5
          callsign | dlh                | 0000a3
          callsign | DLH4               | 0000a3
          callsign | 4                  |
          bbox     | 46,7,48,9          | 0000a1 0000a2 0000a3
          bbox     | 47,8,48,8.999      | 0000a1
          bbox     | 9,9,11,11          |
          bbox     | 45.9,7.9,46.1,8.1  |
          bbox     | 59,59,61,61        |
          bbox     | -90,-180,90,180    | 0000a1 0000a2 0000a3 0000a4 0000a5 0000a6
          bbox     | 70.5,70,72,72      | 0000a6
          bbox     | 69,69,70.5,72      |
          bbox     | -20,179,-10,-179   | 0000a4 0000a5
          bbox     | -20,179.6,-10,-179 | 0000a5
          bbox     | -20,-179,-10,179   |
          bbox     | -20,180,-10,-179   | 0000a5
          """)
  void choosesAmongTheNewestPositions(String parameter, String value, String expected) {
    Response answer = given().queryParams("at", AT, parameter, value).get(PATH);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(addresses(answer))
        .isEqualTo(expected == null ? List.of() : List.of(expected.split(" ")));
  }

  @Test
  void saysThatTheLimitLeftSomeOut() {
    Response two = given().queryParams("at", AT, "limit", 2).get(PATH);
    Response all = given().queryParams("at", AT, "limit", 6).get(PATH);

    assertThat(addresses(two)).containsExactly("0000a1", "0000a2");
    assertThat(two.<Boolean>path("truncated")).isTrue();
    assertThat(two.<Integer>path("limit")).isEqualTo(2);
    assertThat(addresses(all)).hasSize(6);
    assertThat(all.<Boolean>path("truncated")).isFalse();
  }

  @Test
  void readsAnInstantWithAnOffset() {
    Response answer = given().queryParam("at", "2026-08-01T15:05:00+05:00").get(PATH);

    assertThat(answer.<String>path("at")).isEqualTo(AT);
    assertThat(addresses(answer)).hasSize(6);
  }

  @Test
  void answersForNowByDefault() {
    Flight.came(
        Flight.of(30, "00ee01", Instant.now().minusSeconds(100)).at(1, 1).country("EE"),
        Flight.of(31, "00ee02", Instant.now().minusSeconds(400)).at(1, 1).country("EE"),
        Flight.of(32, "00ee03", Instant.now().plusSeconds(400)).at(1, 1).country("EE"));

    Response answer = given().queryParam("country", "EE").get(PATH);

    assertThat(addresses(answer)).containsExactly("00ee01");
    assertThat(Instant.parse(answer.path("at")))
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
  }

  /** Nothing else in these tests is as new. */
  @Test
  void answersForTheNewestStateKept() {
    Flight newest = Flight.of(40, "00ff01", "2099-11-30T23:59:59.5Z").at(1, 1);
    Flight deleted = Flight.of(41, "00ff02", "2099-12-01T00:10:00Z").at(1, 1);
    Flight.came(
        newest,
        Flight.of(42, "00ff03", "2099-11-30T23:58:00Z").at(1, 1),
        deleted,
        Flight.of(43, "00ff04", "2099-11-30T23:59:59.75Z").at(1, 1).quarantinedFor("duplicate"),
        Flight.of(44, "00ff05", "2099-12-01T00:20:00Z").at(1, 1).quarantinedFor("duplicate"));
    Flight.takenBack(deleted);

    Response answer = given().queryParam("at", "latest").get(PATH);

    assertThat(answer.<String>path("at")).isEqualTo("2099-11-30T23:59:59.500Z");
    assertThat(addresses(answer)).containsExactly("00ff01", "00ff03");

    Flight.takenBack(newest);

    assertThat(given().queryParam("at", "latest").get(PATH).<String>path("at"))
        .isEqualTo("2099-11-30T23:58:00Z");
  }

  @Test
  void answersGeoJsonOfRfc7946() {
    Response answer =
        given().accept("application/geo+json").queryParams("at", AT, "maxAge", 60).get(PATH);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.contentType()).startsWith("application/geo+json");
    assertThat(answer.body().asString())
        .isEqualTo(
            "{\"type\":\"FeatureCollection\",\"at\":\"2026-08-01T10:05:00Z\",\"maxAge\":60,"
                + "\"limit\":10000,\"truncated\":false,\"features\":[{\"type\":\"Feature\","
                + "\"id\":\"0000a1\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[8.25,47.5]},"
                + "\"properties\":{\"icao24\":\"0000a1\",\"callsign\":\"SWR2\",\"country\":\"CH\","
                + "\"altitude\":10000.25,\"velocity\":200.5,\"track\":90.5,\"verticalRate\":-1.25,"
                + "\"onGround\":false,\"observedAt\":\"2026-08-01T10:05:00Z\",\"squawk\":\"1000\","
                + "\"rules\":[\"position_stale\"]}}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          */*                                        |         | application/json
          application/*                              |         | application/json
          text/html, */*;q=0.8                       |         | application/json
          application/json, application/geo+json     |         | application/json
          application/json;q=0.5, application/geo+json |       | application/geo+json
          application/geo+json                       | json    | application/json
          application/json                           | geojson | application/geo+json
          */*                                        | geojson | application/geo+json
          """)
  void writesWhatTheClientLikesBest(String accept, String format, String contentType) {
    Response answer =
        given()
            .accept(accept)
            .queryParams(format == null ? Map.of() : Map.of("format", format))
            .queryParam("at", AT)
            .get(PATH);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.contentType()).startsWith(contentType);
    assertThat(answer.jsonPath().getMap("$"))
        .containsKey(contentType.endsWith("geo+json") ? "features" : "aircraft");
  }

  private static List<String> addresses(Response answer) {
    return answer.path("aircraft.icao24");
  }
}
