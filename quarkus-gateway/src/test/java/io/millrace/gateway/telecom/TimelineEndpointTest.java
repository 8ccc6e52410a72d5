package io.millrace.gateway.telecom;

import static io.millrace.gateway.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class TimelineEndpointTest {

  private static final String PATH = "/api/v1/telecom/timeline";

  /** A corrected CALL, an SMS taken back whole, another of which one of two is left. */
  @BeforeAll
  static void seed() {
    Instant start = Instant.parse("2026-05-01T10:00:00Z");
    new Partials()
        .add(1, start, "CALL", "Astana", 1, 2)
        .add(1, start, "CALL", "Almaty", 3)
        .add(1, start.plusSeconds(120), "CALL", "Astana", 1)
        .add(1, start.plusSeconds(60), "SMS", "Abai", 4)
        .add(1, start.plusSeconds(120), "DATA_SESSION", "Abai", 5, 6)
        .add(1, Instant.parse("2026-05-02T00:00:00Z"), "CALL", "Astana", 7)
        .insert();
    new Partials()
        .add(-1, start, "CALL", "Astana", 2)
        .add(-1, start.plusSeconds(60), "SMS", "Abai", 4)
        .add(-1, start.plusSeconds(120), "DATA_SESSION", "Abai", 6)
        .insert();
  }

  @Test
  void answersEveryMinuteWithExactSumsThoughSomeWereTakenBackAndOneIsEmpty() {
    Response answer = timeline("2026-05-01T10:00:00Z", "2026-05-01T10:04:00Z");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().asString())
        .isEqualTo(
            "{\"from\":\"2026-05-01T10:00:00Z\",\"to\":\"2026-05-01T10:04:00Z\",\"step\":\"PT1M\","
                + "\"by\":\"eventType\",\"starts\":[\"2026-05-01T10:00:00Z\","
                + "\"2026-05-01T10:01:00Z\",\"2026-05-01T10:02:00Z\",\"2026-05-01T10:03:00Z\"],"
                + "\"series\":[{\"key\":\"CALL\",\"events\":[2,0,1,0],"
                + "\"durationSeconds\":[20,0,10,0],\"megabytes\":[2.250,0.000,1.125,0.000],"
                + "\"amount\":[15.00,0.00,7.50,0.00]},{\"key\":\"DATA_SESSION\","
                + "\"events\":[0,0,1,0],\"durationSeconds\":[0,0,10,0],"
                + "\"megabytes\":[0.000,0.000,1.125,0.000],\"amount\":[0.00,0.00,7.50,0.00]}],"
                + "\"asOf\":\"2026-05-01T10:03:01Z\"}");
  }

  @Test
  void answersZeroStepsAndNoSeriesForAnEmptyRange() {
    assertThat(timeline("2019-05-01T10:00:00Z", "2019-05-01T10:02:00Z").body().asString())
        .isEqualTo(
            "{\"from\":\"2019-05-01T10:00:00Z\",\"to\":\"2019-05-01T10:02:00Z\",\"step\":\"PT1M\","
                + "\"by\":\"eventType\",\"starts\":[\"2019-05-01T10:00:00Z\","
                + "\"2019-05-01T10:01:00Z\"],\"series\":[],\"asOf\":null}");
  }

  @Test
  void answersNoStepForARangeInWhichNoWindowStarts() {
    Response answer = timeline("2026-05-01T10:00:01Z", "2026-05-01T10:00:59Z");

    assertThat(answer.<List<String>>path("starts")).isEmpty();
    assertThat(answer.<List<Object>>path("series")).isEmpty();
  }

  @Test
  void tellsRegionsApartAndKeepsToThoseAskedFor() {
    Response answer =
        timeline(
            "2026-05-01T10:00:00Z",
            "2026-05-01T10:05:00Z",
            "by",
            "region",
            "region",
            "Astana",
            "region",
            "Abai",
            "step",
            "PT5M");

    assertThat(answer.<List<String>>path("series.key")).containsExactly("Abai", "Astana");
    assertThat(answer.<List<List<Integer>>>path("series.events"))
        .containsExactly(List.of(1), List.of(2));
  }

  @Test
  void keepsToTheEventTypesAskedForInOneSeriesOfAll() {
    Response answer =
        timeline(
            "2026-05-01T10:00:00Z",
            "2026-05-01T10:05:00Z",
            "by",
            "none",
            "eventType",
            "CALL",
            "step",
            "PT1H");

    assertThat(answer.<List<String>>path("series.key")).containsExactly("all");
    assertThat(answer.<List<Integer>>path("series[0].events")).containsExactly(3);
  }

  @ParameterizedTest
  @CsvSource({
    "PT5M, 2026-05-01T09:55:00Z, 29",
    "PT15M, 2026-05-01T09:45:00Z, 11",
    "PT1H, 2026-05-01T09:00:00Z, 4",
    "P1D, 2026-05-01T00:00:00Z, 1"
  })
  void alignsStepsToTheUtcDayAndCutsTheFirst(String step, String first, int steps) {
    // The range begins within a step and a minute; +05:00 must not shift the steps.
    Response answer =
        timeline("2026-05-01T14:58:30+05:00", "2026-05-01T12:20:00Z", "step", step, "by", "none");

    Instant start = Instant.parse(first);
    long seconds = Step.ofParameter(step).orElseThrow().seconds();
    assertThat(answer.<List<String>>path("starts"))
        .isEqualTo(
            IntStream.range(0, steps).mapToObj(i -> start.plusSeconds(i * seconds) + "").toList());
    assertThat(answer.<List<Integer>>path("series[0].events").stream().mapToInt(n -> n).sum())
        .isEqualTo(4);
  }

  @Test
  void addsUpDaysOfUtc() {
    Response answer =
        timeline("2026-04-30T00:00:00Z", "2026-05-03T00:00:00Z", "step", "P1D", "by", "none");

    assertThat(answer.<List<Integer>>path("series[0].events")).containsExactly(0, 4, 1);
  }

  @Test
  void answersTheLastHourByMinuteByDefaultAndAskedForByTheStream() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);

    Response answer = given().get(PATH);

    List<String> starts = answer.path("starts");
    assertThat(starts).hasSize(60);
    assertThat(Instant.parse(starts.get(59))).isBetween(now, now.plusSeconds(60));
    TimelineQuery asked = TimelineQuery.lastHour(() -> now.plusMillis(30_250));
    assertThat(asked.range().to()).isEqualTo(now.plusSeconds(31));
    assertThat(asked.starts()).hasSize(60).endsWith(now).startsWith(now.minusSeconds(59 * 60));
  }

  @Test
  void answersAsManyPointsAsAreAllowedAndRefusesMore() {
    // 2,500 minutes of four event types.
    Response most = timeline("2026-05-01T00:00:00Z", "2026-05-02T17:40:00Z");
    Response more = timeline("2026-05-01T00:00:00Z", "2026-05-02T17:41:00Z");
    Response fewer = timeline("2026-05-01T00:00:00Z", "2026-05-02T17:41:00Z", "eventType", "CALL");

    assertThat(most.<List<String>>path("starts")).hasSize(2500);
    assertThat(fewer.<List<String>>path("starts")).hasSize(2501);
    assertProblem(more, 400, "invalid-parameters", PATH);
    assertThat(more.<String>path("detail"))
        .isEqualTo(
            "step \"PT1M\" makes 10004 points of that range and those series; allowed: at most"
                + " 10000 points: a longer step, a shorter range or fewer series");
  }

  @ParameterizedTest
  @CsvSource({
    "step, PT2M, 'PT1M, PT5M, PT15M, PT1H, P1D'",
    "step, PT60S, 'PT1M, PT5M, PT15M, PT1H, P1D'",
    "step, '1) FROM x --', 'PT1M, PT5M, PT15M, PT1H, P1D'",
    "by, subscribers, 'none, eventType, region'",
    "by, 'region, currentUser()', 'none, eventType, region'",
    "eventType, FAX, CALL",
    "region, Atlantis, Abai",
    "limit, 5, 'from, to, step, by, eventType, region, format'"
  })
  void refusesAndNamesParameterValueAndWhatIsAllowed(String name, String value, String allowed) {
    Response answer = given().queryParam(name, value).get(PATH);

    assertProblem(answer, 400, "invalid-parameters", PATH);
    assertThat(answer.<String>path("errors[0].parameter")).isEqualTo(name);
    assertThat(answer.<String>path("errors[0].value")).isEqualTo(value);
    assertThat(answer.<String>path("errors[0].allowed")).contains(allowed);
  }

  private static Response timeline(String from, String to, String... parameters) {
    var request = given().queryParams("from", from, "to", to);
    for (int i = 0; i < parameters.length; i += 2) {
      request.queryParam(parameters[i], parameters[i + 1]);
    }
    return request.get(PATH);
  }
}
