package io.millrace.gateway.deadletters;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.gateway.Problems;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are wrong, and the counts; Kafka does not run here. */
@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class DeadLettersBadRequestTest {

  private static final String PATH = "/api/v1/dead-letters";

  /** ClickHouse keeps 90 days. */
  private static final String DAY = LocalDate.now(ZoneOffset.UTC).minusDays(5).toString();

  /** Offset 1 is entered twice, as by a batch that ran again. */
  @BeforeAll
  static void seed() {
    for (int second : List.of(1, 2)) {
      EmbeddedDependencies.execute(
          ("INSERT INTO millrace.dead_letters (topic, kafka_partition, kafka_offset, query, reason,"
                  + " detail, batch_id, recorded_at) VALUES"
                  + " ('t', 0, 1, 'q', 'negative_duration', '', 1, 'DAY 10:00:0%d'),"
                  + " ('t', 0, %d, 'q', 'negative_duration', '', 1, 'DAY 10:00:03'),"
                  + " ('t', 0, 9, 'q', 'not_json', '', 1, 'DAY 10:59:59.999'),"
                  + " ('t', 0, 10, 'q', 'not_json', '', 1, 'DAY 11:00:00')")
              .formatted(second, second + 1)
              .replace("DAY", DAY));
    }
  }

  @Test
  void countsEachLetterOnceByReason() {
    assertThat(
            given()
                .queryParams("from", DAY + "T10:00:00Z", "to", DAY + "T11:00:00Z")
                .get(PATH + "/summary")
                .body()
                .asString())
        .isEqualTo(
            ("{\"from\":\"DAYT10:00:00Z\",\"to\":\"DAYT11:00:00Z\",\"total\":4,"
                    + "\"byReason\":[{\"reason\":\"negative_duration\",\"topic\":\"t\",\"query\":\"q\","
                    + "\"count\":3,\"newest\":\"DAYT10:00:03Z\"},{\"reason\":\"not_json\","
                    + "\"topic\":\"t\",\"query\":\"q\",\"count\":1,"
                    + "\"newest\":\"DAYT10:59:59.999Z\"}]}")
                .replace("DAY", DAY));
    assertThat(
            given()
                .queryParams("from", "2019-01-01T00:00:00Z", "to", "2019-01-02T00:00:00Z")
                .get(PATH + "/summary")
                .body()
                .asString())
        .endsWith("\"total\":0,\"byReason\":[]}");
  }

  @Test
  void namesEachThingThatIsWrongWithAList() {
    Response answer =
        given()
            .queryParams("topic", "no such topic!", "reason", "Upper", "origin", "kafka")
            .queryParams("from", "2026-03-02T00:00:00Z", "to", "2026-03-01T00:00:00Z")
            .queryParams("limit", 501, "cursor", "MX4wLTE", "offset", 3)
            .get(PATH);

    Problems.assertProblem(answer, 400, "invalid-parameters", PATH);
    assertThat(answer.<List<String>>path("errors.parameter"))
        .containsExactlyInAnyOrder("offset", "topic", "reason", "origin", "from", "limit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"MX4", "x", "MX4tMS0x", "MX4wLTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk", "MX4wLTE7MS0y"})
  void refusesACursorItDidNotWrite(String cursor) {
    Response answer = given().queryParam("cursor", cursor).get(PATH);

    Problems.assertProblem(answer, 400, "invalid-parameters", PATH);
    assertThat(answer.<String>path("errors[0].parameter")).isEqualTo("cursor");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "a-1",
        "0-",
        "-1-5",
        "0--1",
        "0-9999999999999999999",
        "1-2-3",
        "%00-1",
        "0-1%20"
      })
  void refusesWhatIsNoId(String id) {
    for (String suffix : List.of("", "/value")) {
      Response answer = given().urlEncodingEnabled(false).get(PATH + "/" + id + suffix);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.<String>path("errors[0].allowed")).isEqualTo(LetterId.ALLOWED);
    }
    Response answer = given().urlEncodingEnabled(false).post(PATH + "/" + id + "/replay");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.<String>path("errors[0].parameter")).isEqualTo("id");
  }

  @Test
  void replaysByPostAloneAndWithoutParameters() {
    Response get = given().get(PATH + "/0-1/replay");
    Problems.assertProblem(get, 405, "method-not-allowed", PATH + "/0-1/replay");
    assertThat(get.header("Allow")).isEqualTo("POST, OPTIONS");
    Response answer = given().queryParam("force", "true").post(PATH + "/0-1/replay");
    Problems.assertProblem(answer, 400, "invalid-parameters", PATH + "/0-1/replay");
    assertThat(answer.<String>path("errors[0].allowed")).isEqualTo("no parameters");
    assertThat(given().post(PATH).statusCode()).isEqualTo(405);
  }

  @Test
  void answers503InTimeWhileKafkaIsAway() {
    for (String path : List.of("", "/0-1", "/0-1/value")) {
      Response answer = given().get(PATH + path);
      Problems.assertProblem(answer, 503, "kafka-unavailable", PATH + path);
      assertThat(answer.header("Retry-After")).isEqualTo("2");
      assertThat(answer.time()).isLessThan(EmbeddedDependencies.TIMEOUT.toMillis() + 10_000);
    }
    Response replay = given().post(PATH + "/0-1/replay");
    Problems.assertProblem(replay, 503, "kafka-unavailable", PATH + "/0-1/replay");
    // Its place is given back though it failed.
    assertThat(given().get(PATH + "/0-1/value").<String>path("detail")).contains("Kafka did not");
  }
}
