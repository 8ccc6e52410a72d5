package io.millrace.gateway.flights;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class StatisticsEndpointTest {

  private static final String PATH = "/api/v1/flights/statistics";
  private static final Instant START = Instant.parse("2026-07-01T10:00:00Z");
  private static final List<String> COUNTRIES = List.of("AT", "CH", "DE", "FR", "IT", "ZZ");
  private static final int MINUTES = 5;

  /** 5 minutes of 6 countries: 30 rows; then a sparse month before. */
  @BeforeAll
  static void seed() {
    List<Flight> flights = new ArrayList<>();
    for (int minute = 0; minute < MINUTES; minute++) {
      for (String country : COUNTRIES) {
        Instant observed = START.plus(minute, ChronoUnit.MINUTES).plusSeconds(7);
        flights.add(
            Flight.of(flights.size(), "4b1801", observed)
                .country(country.equals("ZZ") ? null : country));
      }
    }
    for (int day = 1; day <= 28; day += 9) {
      flights.add(Flight.of(1000 + day, "4b1801", START.minus(day, ChronoUnit.DAYS)));
    }
    Flight.came(flights.toArray(Flight[]::new));
  }

  @Test
  void answersAWindowWithExactNumbers() {
    Flight updated = Flight.of(3, "4b1802", "2026-07-05T08:15:20Z").moving(0.0, 0.0);
    Flight deleted = Flight.of(4, "4b1803", "2026-07-05T08:15:30Z");
    Flight onlyOne = Flight.of(5, "39ac41", "2026-07-05T08:15:30Z").country("FR");
    Flight.came(
        Flight.of(1, "4b1801", "2026-07-05T08:15:00Z").moving(100.0, null),
        Flight.of(2, "4b1801", "2026-07-05T08:15:10Z").moving(101.0, null),
        updated,
        deleted,
        onlyOne,
        Flight.of(6, "4b1804", "2026-07-05T08:15:40Z").quarantinedFor("duplicate"));
    Flight.updated(updated, updated.moving(102.001, null));
    Flight.takenBack(deleted, onlyOne);

    Response answer =
        given().queryParams("from", "2026-07-05T08:15:00Z", "to", "2026-07-05T08:16:00Z").get(PATH);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.header("Link")).isNull();
    assertThat(answer.body().asString())
        .isEqualTo(
            "{\"from\":\"2026-07-05T08:15:00Z\",\"to\":\"2026-07-05T08:16:00Z\",\"windows\":[{"
                + "\"windowStart\":\"2026-07-05T08:15:00Z\",\"country\":\"CH\",\"states\":3,"
                + "\"aircraft\":2,\"quarantined\":1,\"meanVelocity\":101.000,"
                + "\"meanBaroAltitude\":null,\"lastCommit\":\"2026-07-05T08:15:41Z\"}],"
                + "\"cursor\":null,\"next\":null}");
  }

  @Test
  void walksAllPagesAndSeesEachRowOnce() {
    List<String> walked = new ArrayList<>();
    Response page = page("limit", 7);
    while (page.path("next") != null) {
      assertThat(keys(page)).hasSize(7);
      assertThat(page.header("Link")).isEqualTo("<" + page.path("next") + ">; rel=\"next\"");
      walked.addAll(keys(page));
      page = given().urlEncodingEnabled(false).get(page.<String>path("next"));
      assertThat(page.statusCode()).isEqualTo(200);
    }
    walked.addAll(keys(page));

    assertThat(walked).hasSize(30).doesNotHaveDuplicates().isEqualTo(keys(page("limit", 1000)));
    assertThat(walked.subList(0, 7))
        .containsExactly(
            "2026-07-01T10:04:00Z/AT",
            "2026-07-01T10:04:00Z/CH",
            "2026-07-01T10:04:00Z/DE",
            "2026-07-01T10:04:00Z/FR",
            "2026-07-01T10:04:00Z/IT",
            "2026-07-01T10:04:00Z/ZZ",
            "2026-07-01T10:03:00Z/AT");
  }

  @Test
  void keepsCountriesAndRangeFromPageToPage() {
    Response first =
        given()
            .queryParams("from", START.toString(), "to", START.plusSeconds(300).toString())
            .queryParam("country", "ZZ", "CH")
            .queryParam("limit", 6)
            .get(PATH);
    Response second = given().urlEncodingEnabled(false).get(first.<String>path("next"));

    assertThat(keys(first)).hasSize(6);
    assertThat(keys(second))
        .containsExactly(
            "2026-07-01T10:01:00Z/CH",
            "2026-07-01T10:01:00Z/ZZ",
            "2026-07-01T10:00:00Z/CH",
            "2026-07-01T10:00:00Z/ZZ");
    assertThat(second.<String>path("from")).isEqualTo(START.toString());
    assertThat(second.<String>path("next")).isNull();
  }

  @Test
  void findsTheFewRowsOfASparseMonth() {
    Response answer =
        given()
            .queryParams("from", START.minus(30, ChronoUnit.DAYS).toString())
            .queryParams("to", START.toString(), "country", "CH")
            .get(PATH);

    assertThat(keys(answer))
        .contains("2026-06-30T10:00:00Z/CH", "2026-06-21T10:00:00Z/CH", "2026-06-03T10:00:00Z/CH");
  }

  private static Response page(String name, Object value) {
    Response page =
        given()
            .queryParams("from", START.toString(), "to", START.plusSeconds(60 * MINUTES).toString())
            .queryParam(name, value)
            .get(PATH);
    assertThat(page.statusCode()).isEqualTo(200);
    return page;
  }

  private static List<String> keys(Response page) {
    return page.<List<Map<String, Object>>>path("windows").stream()
        .map(row -> row.get("windowStart") + "/" + row.get("country"))
        .toList();
  }
}
