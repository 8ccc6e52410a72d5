package io.millrace.gateway.flights;

import static io.millrace.gateway.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class TrackEndpointTest {

  private static final String FROM = "2026-09-01T00:00:00Z";
  private static final String TO = "2026-09-02T00:00:00Z";

  /**
   * c0ffee: four positions in three hours, one of them corrected; two states of the same instant.
   * Not: one deleted, one quarantined, one without a position. 00dead: all deleted. 00beef: heard
   * without a position.
   */
  @BeforeAll
  static void seed() {
    Flight wrong = Flight.of(13, "c0ffee", "2026-09-01T12:00:00Z").at(80, 80);
    Flight deleted = Flight.of(15, "c0ffee", "2026-09-01T12:30:00Z").at(81, 81);
    Flight dead = Flight.of(20, "00dead", "2026-09-01T10:00:00Z").at(1, 1);
    Flight.came(
        Flight.of(14, "c0ffee", "2026-09-01T12:45:00Z").at(-18, -179),
        Flight.of(12, "c0ffee", "2026-09-01T10:00:00Z").at(-17, 178),
        Flight.of(11, "c0ffee", "2026-09-01T10:00:00Z").at(-17, 177),
        wrong,
        deleted,
        Flight.of(16, "c0ffee", "2026-09-01T12:40:00Z").at(0, 0).quarantinedFor("jump_impossible"),
        Flight.of(17, "c0ffee", "2026-09-01T12:41:00Z").broke("position_missing"),
        Flight.of(18, "c0ffee", "2026-09-02T00:00:00Z").at(-18, -178),
        Flight.of(19, "c0ffe0", "2026-09-01T11:00:00Z").at(5, 5),
        dead,
        Flight.of(21, "00beef", "2026-09-01T10:00:00Z").broke("position_missing"));
    Flight.updated(wrong, wrong.at(-17, 179));
    Flight.takenBack(deleted, dead);
  }

  @Test
  void answersPositionsInOrderOfTime() {
    Response answer = track("c0ffee").get();

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.contentType()).startsWith("application/json");
    assertThat(answer.header("Link")).isNull();
    assertThat(answer.body().asString())
        .startsWith(
            "{\"icao24\":\"c0ffee\",\"from\":\"2026-09-01T00:00:00Z\","
                + "\"to\":\"2026-09-02T00:00:00Z\",\"positions\":[{\"icao24\":\"c0ffee\","
                + "\"callsign\":\"SWR11\",\"country\":\"CH\",\"longitude\":177.0,\"latitude\":-17.0,"
                + "\"altitude\":10000.25,\"velocity\":200.5,\"track\":90.5,\"verticalRate\":-1.25,"
                + "\"onGround\":false,\"observedAt\":\"2026-09-01T10:00:00Z\",\"squawk\":\"1000\","
                + "\"rules\":[]},")
        .endsWith("],\"cursor\":null,\"next\":null}");
    assertThat(longitudes(answer)).containsExactly(177f, 178f, 179f, -179f);
  }

  @Test
  void readsAnAddressInAnyCase() {
    Response answer = track("C0FFeE").get();

    assertThat(answer.<String>path("icao24")).isEqualTo("c0ffee");
    assertThat(longitudes(answer)).hasSize(4);
  }

  @Test
  void walksPagesThatSplitAnInstant() {
    List<Float> walked = new ArrayList<>();
    Response page = track("C0FFEE").queryParam("limit", 1).get();
    while (page.path("next") != null) {
      assertThat(page.header("Link")).isEqualTo("<" + page.path("next") + ">; rel=\"next\"");
      assertThat(longitudes(page)).hasSize(1);
      walked.addAll(longitudes(page));
      page = given().urlEncodingEnabled(false).get(page.<String>path("next"));
      assertThat(page.statusCode()).isEqualTo(200);
    }
    walked.addAll(longitudes(page));

    assertThat(walked).containsExactly(177f, 178f, 179f, -179f);
  }

  @Test
  void containsTheRangesStartAndNotItsEnd() {
    Response answer =
        given()
            .queryParams("from", "2026-09-01T12:00:00Z", "to", "2026-09-01T12:45:00Z")
            .get(path("c0ffee"));

    assertThat(longitudes(answer)).containsExactly(179f);
  }

  @Test
  void answersTheLastDayByDefault() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Flight.came(
        Flight.of(50, "c0ffe1", now).at(1, 1),
        Flight.of(51, "c0ffe1", now.minus(23, ChronoUnit.HOURS)).at(2, 2),
        Flight.of(52, "c0ffe1", now.minus(25, ChronoUnit.HOURS)).at(3, 3));

    assertThat(longitudes(given().get(path("c0ffe1")))).containsExactly(2f, 1f);
  }

  @Test
  void answersNotFoundForAnAircraftWithoutStatesAndNamesIt() {
    for (String unknown : List.of("ABCDEF", "00dead")) {
      Response answer = track(unknown).get();

      assertProblem(answer, 404, "not-found", path(unknown));
      assertThat(answer.<String>path("detail"))
          .isEqualTo(
              "no state of aircraft "
                  + unknown.toLowerCase(java.util.Locale.ROOT)
                  + " is kept from 2026-09-01T00:00:00Z to 2026-09-02T00:00:00Z");
    }
  }

  @Test
  void answersNoPositionsForAnAircraftThatIsHeardWithoutOne() {
    assertThat(longitudes(track("00beef").get())).isEmpty();
    assertThat(track("00beef").queryParam("format", "geojson").get().body().asString())
        .contains("\"geometry\":null,", "\"positions\":0,\"firstObservedAt\":null");
  }

  @Test
  void answersGeoJsonCutAtTheAntimeridian() {
    Response answer = track("c0ffee").accept("application/geo+json").get();

    assertThat(answer.contentType()).startsWith("application/geo+json");
    assertThat(answer.body().asString())
        .isEqualTo(
            "{\"type\":\"Feature\",\"id\":\"c0ffee\",\"geometry\":{\"type\":\"MultiLineString\","
                + "\"coordinates\":[[[177.0,-17.0],[178.0,-17.0],[179.0,-17.0],[180.0,-17.5]],"
                + "[[-180.0,-17.5],[-179.0,-18.0]]]},\"properties\":{\"icao24\":\"c0ffee\","
                + "\"from\":\"2026-09-01T00:00:00Z\",\"to\":\"2026-09-02T00:00:00Z\","
                + "\"positions\":4,\"firstObservedAt\":\"2026-09-01T10:00:00Z\","
                + "\"lastObservedAt\":\"2026-09-01T12:45:00Z\",\"cursor\":null,\"next\":null}}");
  }

  @Test
  void pagesGeoJsonAsGeoJson() {
    Response first = track("c0ffee").queryParams("format", "geojson", "limit", 3).get();
    Response second = given().urlEncodingEnabled(false).get(first.<String>path("properties.next"));

    assertThat(first.<String>path("geometry.type")).isEqualTo("LineString");
    assertThat(first.<List<List<Float>>>path("geometry.coordinates"))
        .containsExactly(List.of(177f, -17f), List.of(178f, -17f), List.of(179f, -17f));
    assertThat(second.contentType()).startsWith("application/geo+json");
    assertThat(second.<String>path("geometry.type")).isEqualTo("Point");
    assertThat(second.<List<Float>>path("geometry.coordinates")).containsExactly(-179f, -18f);
    assertThat(second.<String>path("properties.next")).isNull();
  }

  private static RequestSpecification track(String icao24) {
    return given().basePath(path(icao24)).queryParams("from", FROM, "to", TO);
  }

  private static String path(String icao24) {
    return "/api/v1/flights/aircraft/" + icao24 + "/track";
  }

  private static List<Float> longitudes(Response answer) {
    return answer.path("positions.longitude");
  }
}
