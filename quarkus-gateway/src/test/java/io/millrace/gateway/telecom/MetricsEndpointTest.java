package io.millrace.gateway.telecom;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.model.telecom.Region;
import io.millrace.model.telecom.TelecomEventType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class MetricsEndpointTest {

  private static final String PATH = "/api/v1/telecom/metrics";
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final int MINUTES = 5;

  /** 5 minutes, all types, all regions: 400 rows; then a sparse month before. */
  @BeforeAll
  static void seed() {
    Partials partials = new Partials();
    for (int minute = 0; minute < MINUTES; minute++) {
      for (TelecomEventType type : TelecomEventType.values()) {
        for (Region region : Region.values()) {
          Instant window = START.plus(minute, ChronoUnit.MINUTES);
          partials.add(1, window, type.name(), region.displayName(), 1, 2, 3);
        }
      }
    }
    partials.insert();
    for (int day = 1; day <= 28; day += 9) {
      partials.add(1, START.minus(day, ChronoUnit.DAYS), "CALL", "Astana", 7);
    }
    partials.insert();
  }

  @Test
  void answersAWindowWithExactNumbers() {
    Instant window = Instant.parse("2026-03-05T08:15:00Z");
    new Partials().add(1, window, "CALL", "Almaty Region", 11, 12, 13).insert();
    new Partials().add(1, window, "CALL", "Almaty Region", 13, 14).insert();
    new Partials().add(-1, window, "CALL", "Almaty Region", 11).insert();

    Response answer =
        given().queryParams("from", "2026-03-05T08:15:00Z", "to", "2026-03-05T08:16:00Z").get(PATH);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("private, no-cache");
    assertThat(answer.header("Link")).isNull();
    assertThat(answer.body().asString())
        .isEqualTo(
            "{\"from\":\"2026-03-05T08:15:00Z\",\"to\":\"2026-03-05T08:16:00Z\",\"windows\":[{"
                + "\"windowStart\":\"2026-03-05T08:15:00Z\",\"eventType\":\"CALL\","
                + "\"region\":\"Almaty Region\",\"events\":4,\"durationSeconds\":40,"
                + "\"megabytes\":4.500,\"amount\":30.00,\"distinctSubscribers\":3,"
                + "\"lastCommit\":\"2026-03-05T08:16:01Z\"}],\"cursor\":null,\"next\":null}");
  }

  @Test
  void leavesOutAWindowAllOfWhoseEventsWereDeleted() {
    Instant window = Instant.parse("2026-03-06T08:15:00Z");
    new Partials().add(1, window, "SMS", "Abai", 1, 2).add(1, window, "SMS", "Astana", 3).insert();
    new Partials().add(-1, window, "SMS", "Abai", 1, 2).insert();

    List<String> regions =
        given()
            .queryParams("from", "2026-03-06T08:00:00Z", "to", "2026-03-06T09:00:00Z")
            .get(PATH)
            .path("windows.region");

    assertThat(regions).containsExactly("Astana");
  }

  @Test
  void ordersByNewestWindowThenTypeThenRegion() {
    List<String> keys = keys(page("limit", 1000));

    assertThat(keys).hasSize(MINUTES * 4 * 20);
    assertThat(keys.get(0)).isEqualTo("2026-03-01T10:04:00Z/BALANCE_RECHARGE/Abai");
    assertThat(keys.get(1)).isEqualTo("2026-03-01T10:04:00Z/BALANCE_RECHARGE/Akmola");
    assertThat(keys.get(20)).isEqualTo("2026-03-01T10:04:00Z/CALL/Abai");
    assertThat(keys.get(399)).isEqualTo("2026-03-01T10:00:00Z/SMS/West Kazakhstan");
  }

  @Test
  void walksAllPagesAndSeesEachRowOnce() {
    List<String> walked = new ArrayList<>();
    Response page = page("limit", 37);
    int pages = 1;
    while (page.path("next") != null) {
      assertThat(keys(page)).hasSize(37);
      assertThat(page.header("Link")).isEqualTo("<" + page.path("next") + ">; rel=\"next\"");
      walked.addAll(keys(page));
      page = given().urlEncodingEnabled(false).get(page.<String>path("next"));
      assertThat(page.statusCode()).isEqualTo(200);
      pages++;
    }
    walked.addAll(keys(page));

    assertThat(pages).isEqualTo(11);
    assertThat(walked).isEqualTo(keys(page("limit", 1000)));
    assertThat(new HashSet<>(walked)).hasSize(walked.size());
  }

  @Test
  void keepsFiltersAndRangeFromPageToPage() {
    Response first =
        given()
            .queryParams("from", START.toString(), "to", START.plusSeconds(300).toString())
            .queryParam("eventType", "CALL", "SMS")
            .queryParam("region", "Almaty Region", "Abai")
            .queryParam("limit", 15)
            .get(PATH);
    Response second = given().urlEncodingEnabled(false).get(first.<String>path("next"));

    assertThat(keys(first)).hasSize(15);
    assertThat(keys(second)).hasSize(5);
    assertThat(second.<String>path("next")).isNull();
    assertThat(second.<String>path("from")).isEqualTo(START.toString());
    assertThat(keys(second))
        .allMatch(key -> key.matches(".*/(CALL|SMS)/(Almaty Region|Abai)"))
        .doesNotContainAnyElementsOf(keys(first));
  }

  @Test
  void findsTheFewRowsOfASparseMonth() {
    Response answer =
        given()
            .queryParams("from", START.minus(31, ChronoUnit.DAYS).toString())
            .queryParams("to", START.toString())
            .get(PATH);

    assertThat(keys(answer))
        .containsExactly(
            "2026-02-28T10:00:00Z/CALL/Astana",
            "2026-02-19T10:00:00Z/CALL/Astana",
            "2026-02-10T10:00:00Z/CALL/Astana",
            "2026-02-01T10:00:00Z/CALL/Astana");
  }

  @Test
  void containsTheRangesStartAndNotItsEnd() {
    Response answer =
        given()
            .queryParams("from", "2026-03-01T10:01:00Z", "to", "2026-03-01T15:03:00+05:00")
            .queryParams("eventType", "CALL", "region", "Astana")
            .get(PATH);

    assertThat(keys(answer))
        .containsExactly("2026-03-01T10:02:00Z/CALL/Astana", "2026-03-01T10:01:00Z/CALL/Astana");
  }

  @Test
  void answersTheLastHourByDefault() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    new Partials()
        .add(1, now, "CALL", "Ulytau", 1)
        .add(1, now.minus(58, ChronoUnit.MINUTES), "CALL", "Ulytau", 1)
        .add(1, now.minus(62, ChronoUnit.MINUTES), "CALL", "Ulytau", 1)
        .insert();

    Response answer = given().queryParam("region", "Ulytau").get(PATH);

    assertThat(keys(answer))
        .containsExactly(now + "/CALL/Ulytau", now.minus(58, ChronoUnit.MINUTES) + "/CALL/Ulytau");
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
        .map(row -> row.get("windowStart") + "/" + row.get("eventType") + "/" + row.get("region"))
        .toList();
  }
}
