package io.millrace.gateway.lateevents;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.gateway.Problems;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class LateEventsEndpointTest {

  private static final String PATH = "/api/v1/late-events";

  /** ClickHouse keeps 90 days. */
  private static final LocalDate DAY = LocalDate.now(ZoneOffset.UTC).minusDays(5);

  private static final String FROM = DAY + "T10:00:00Z";
  private static final String TO = DAY + "T11:00:00Z";

  /** 40 events, four to a millisecond; each entered twice, as by a batch that ran again. */
  @BeforeAll
  static void seed() {
    for (String entered : List.of("10:30:00.000", "10:30:01.000")) {
      EmbeddedDependencies.execute(
          ("INSERT INTO millrace.late_events (domain, topic, kafka_partition, kafka_offset, sign,"
                  + " event_id, event_time, window_start, event_type, region, watermark,"
                  + " late_seconds, query, batch_id, recorded_at) SELECT 'telecom',"
                  + " 'telecom.public.telecom_events', number %% 2, intDiv(number, 4), if(number %% 4"
                  + " < 2, 1, -1), 100 + number, toDateTime64('2026-02-28 23:59:59.123456', 6, 'UTC'),"
                  + " '2026-02-28 23:59:00', 'CALL', 'Almaty Region',"
                  + " toDateTime64('2026-03-01 00:10:00.5', 6, 'UTC'), 720.5, 'telecom-metrics', 3,"
                  + " addMilliseconds(toDateTime64('%s %s', 3, 'UTC'), intDiv(number, 4))"
                  + " FROM numbers(40)")
              .formatted(DAY, entered));
    }
    EmbeddedDependencies.execute(
        "INSERT INTO millrace.late_events (domain, topic, kafka_partition, kafka_offset, sign,"
            + " recorded_at) VALUES ('opensky', 'opensky.public.processed_flights', 0, 5, 1,"
            + " '"
            + DAY
            + " 10:45:00')");
  }

  @Test
  void saysWhatWasLateAndByHowMuch() {
    Response page =
        given().queryParams("from", FROM, "to", TO, "domain", "telecom", "limit", 1).get(PATH);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body().asString())
        .startsWith(
            "{\"lateEvents\":[{\"domain\":\"telecom\",\"topic\":\"telecom.public.telecom_events\","
                + "\"partition\":1,\"offset\":9,\"sign\":1,\"eventId\":137,"
                + "\"eventTime\":\"2026-02-28T23:59:59.123456Z\","
                + "\"windowStart\":\"2026-02-28T23:59:00Z\",\"eventType\":\"CALL\","
                + "\"region\":\"Almaty Region\",\"watermark\":\"2026-03-01T00:10:00.500Z\","
                + "\"lateSeconds\":720.5,\"query\":\"telecom-metrics\","
                + "\"recordedAt\":\""
                + DAY
                + "T10:30:01.009Z\"}],\"cursor\":\"");
  }

  @Test
  void walksAllPagesAndSeesEachEventOnce() {
    List<String> walked = new ArrayList<>();
    Response page = given().queryParams("from", FROM, "to", TO, "limit", 7).get(PATH);
    walked.addAll(keys(page));
    while (page.path("next") != null) {
      assertThat(page.header("Link")).isEqualTo("<" + page.path("next") + ">; rel=\"next\"");
      page = given().urlEncodingEnabled(false).get(page.<String>path("next"));
      assertThat(page.statusCode()).isEqualTo(200);
      walked.addAll(keys(page));
    }

    assertThat(walked).hasSize(41);
    assertThat(new HashSet<>(walked)).hasSize(41);
    assertThat(walked.get(0)).startsWith(DAY + "T10:45:00Z opensky");
    assertThat(walked)
        .isEqualTo(keys(given().queryParams("from", FROM, "to", TO, "limit", 1000).get(PATH)));
  }

  @Test
  void keepsTheFilterFromPageToPage() {
    Response first =
        given().queryParams("from", FROM, "to", TO, "domain", "telecom", "limit", 30).get(PATH);
    Response second = given().urlEncodingEnabled(false).get(first.<String>path("next"));

    assertThat(keys(second)).hasSize(10).allMatch(key -> key.contains(" telecom"));
    assertThat(second.<String>path("next")).isNull();
    assertThat(keys(given().queryParams("from", FROM, "to", TO, "domain", "opensky").get(PATH)))
        .hasSize(1);
  }

  @Test
  void namesEachThingThatIsWrong() {
    Response answer =
        given()
            .queryParams("domain", "x' OR 1=1", "from", "yesterday", "limit", 0)
            .queryParams("cursor", "MX4xfmF+MH4wfjI", "x", "1")
            .get(PATH);

    Problems.assertProblem(answer, 400, "invalid-parameters", PATH);
    assertThat(answer.<List<String>>path("errors.parameter"))
        .containsExactlyInAnyOrder("x", "from", "domain", "limit", "cursor");
  }

  private static List<String> keys(Response page) {
    return page.<List<java.util.Map<String, Object>>>path("lateEvents").stream()
        .map(
            e ->
                e.get("recordedAt")
                    + " "
                    + e.get("topic")
                    + "/"
                    + e.get("partition")
                    + "/"
                    + e.get("offset")
                    + "/"
                    + e.get("sign"))
        .toList();
  }
}
