package io.millrace.gateway.flights;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class CountriesEndpointTest {

  private static final String PATH = "/api/v1/flights/countries";
  private static final String FROM = "2026-05-01T10:00:00Z";
  private static final String TO = "2026-05-01T11:00:00Z";

  /**
   * Switzerland: two aircraft over three minutes, one of them in two of those; an update and a
   * deletion. Unknown: one. Germany: quarantined only. France: all deleted.
   */
  @BeforeAll
  static void seed() {
    Flight updated = Flight.of(4, "4b1802", "2026-05-01T10:02:00Z").moving(999.0, 9_000.0);
    Flight deleted = Flight.of(5, "4b1803", "2026-05-01T10:02:10Z");
    Flight french = Flight.of(6, "39ac41", "2026-05-01T10:03:00Z").country("FR");
    Flight.came(
        Flight.of(1, "4b1801", "2026-05-01T10:00:00Z").moving(100.001, 1_000.0),
        Flight.of(2, "4b1801", "2026-05-01T10:01:59.999999Z").moving(100.002, null),
        Flight.of(3, "4b1802", "2026-05-01T10:01:00Z").moving(null, null),
        updated,
        deleted,
        french,
        Flight.of(7, "000001", "2026-05-01T10:04:00Z").country(null).moving(null, 500.0),
        Flight.of(8, "3c6444", "2026-05-01T10:05:00Z")
            .country("DE")
            .quarantinedFor("speed_impossible"));
    Flight.updated(updated, updated.moving(50.0, 2_000.0));
    Flight.takenBack(deleted, french);
  }

  @Test
  void answersExactNumbersWithoutWhatWasTakenBack() {
    Response answer = given().queryParams("from", FROM, "to", TO).get(PATH);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("private, no-cache");
    assertThat(answer.body().asString())
        .isEqualTo(
            "{\"from\":\"2026-05-01T10:00:00Z\",\"to\":\"2026-05-01T11:00:00Z\","
                + "\"asOf\":\"2026-05-01T10:05:01Z\",\"countries\":["
                + "{\"country\":\"CH\",\"states\":4,\"aircraft\":2,\"quarantined\":0,"
                + "\"meanVelocity\":83.334,\"meanBaroAltitude\":1500.000},"
                + "{\"country\":\"ZZ\",\"states\":1,\"aircraft\":1,\"quarantined\":0,"
                + "\"meanVelocity\":null,\"meanBaroAltitude\":500.000},"
                + "{\"country\":\"DE\",\"states\":0,\"aircraft\":0,\"quarantined\":1,"
                + "\"meanVelocity\":null,\"meanBaroAltitude\":null}]}");
  }

  @Test
  void countsOnlyTheCountriesAskedFor() {
    assertThat(
            given()
                .queryParams("from", FROM, "to", TO)
                .queryParam("country", "ZZ", "DE", "ZZ", "KZ")
                .get(PATH)
                .<List<String>>path("countries.country"))
        .containsExactly("ZZ", "DE");
  }

  @Test
  void leavesOutTheSmallestBeyondTheLimitAndStaysAsNew() {
    Response answer = given().queryParams("from", FROM, "to", TO, "limit", 1).get(PATH);

    assertThat(answer.<List<String>>path("countries.country")).containsExactly("CH");
    assertThat(answer.<String>path("asOf")).isEqualTo("2026-05-01T10:05:01Z");
  }

  @Test
  void countsWholeWindowsByTheirStart() {
    Response answer =
        given().queryParams("from", "2026-05-01T10:00:01Z", "to", "2026-05-01T10:01:01Z").get(PATH);

    assertThat(answer.<Integer>path("countries[0].states")).isEqualTo(2);
    assertThat(answer.<Integer>path("countries[0].aircraft")).isEqualTo(2);
  }

  @Test
  void answersNothingForAnEmptyRange() {
    assertThat(
            given()
                .queryParams("from", "2019-01-01T00:00:00Z", "to", "2019-01-02T00:00:00Z")
                .get(PATH)
                .body()
                .asString())
        .isEqualTo(
            "{\"from\":\"2019-01-01T00:00:00Z\",\"to\":\"2019-01-02T00:00:00Z\",\"asOf\":null,"
                + "\"countries\":[]}");
  }

  @Test
  void answersTheLastHourByDefault() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    Flight.came(
        Flight.of(20, "780001", now).country("CN"),
        Flight.of(21, "780002", now.minus(58, ChronoUnit.MINUTES)).country("CN"),
        Flight.of(22, "780003", now.minus(62, ChronoUnit.MINUTES)).country("CN"));

    Response answer = given().queryParam("country", "CN").get(PATH);

    assertThat(answer.<Integer>path("countries[0].states")).isEqualTo(2);
    assertThat(Instant.parse(answer.path("to")))
        .isEqualTo(Instant.parse(answer.path("from")).plusSeconds(3600));
  }
}
