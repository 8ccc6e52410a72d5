package io.millrace.gateway.pipeline;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class FreshnessEndpointTest {

  /** Recent enough for the ledger, which forgets micro-batches after 90 days. */
  private static final Instant START =
      Instant.now().minus(20, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS);

  @BeforeAll
  static void seed() {
    Instant second = START.plusSeconds(10);
    new MicroBatches("measured")
        // All of it committed at once, so every change is equally old.
        .enter(1, START.plusMillis(3_500), 100, START.plusMillis(3_000), START.plusMillis(3_000))
        // A replay took its place: what it says first counts no more.
        .enter(2, second.plusMillis(500), 300, START, START)
        .enter(2, second.plusMillis(1_000), 300, second, second)
        // It counted nothing, so nothing was fresh or stale.
        .enter(3, second.plusMillis(2_000), 0, null, null);
    new MicroBatches("spread")
        .enter(1, second, 90, second.minusMillis(1_900), second.minusMillis(1_000));
  }

  @Test
  void saysHowOldChangesWereWhenTheyCouldBeQueried() {
    String body =
        given()
            .queryParam("from", START.toString())
            .queryParam("to", START.plusSeconds(60).toString())
            .queryParam("query", "measured")
            .get("/api/v1/pipeline/freshness")
            .then()
            .statusCode(200)
            .extract()
            .asString();

    assertThat(body)
        .isEqualTo(
            ("{'from':'%s','to':'%s','stepSeconds':10,'queries':[{'query':'measured','p50':1.0,"
                    + "'p99':1.0,'points':[{'at':'%s','p50':0.5,'p99':0.5,'changes':100},"
                    + "{'at':'%s','p50':1.0,'p99':1.0,'changes':300}]}]}")
                .formatted(START, START.plusSeconds(60), START, START.plusSeconds(10))
                .replace('\'', '"'));
  }

  @Test
  void takesTheChangesOfABatchAsSpreadBetweenItsOldestAndItsNewest() {
    Response answer =
        given()
            .queryParam("from", START.toString())
            .queryParam("to", START.plusSeconds(60).toString())
            .queryParam("query", "spread")
            .get("/api/v1/pipeline/freshness");

    assertThat(answer.<Float>path("queries[0].p50")).isBetween(1.4f, 1.5f);
    assertThat(answer.<Float>path("queries[0].p99")).isEqualTo(1.9f);
    assertThat(answer.<Integer>path("queries[0].points[0].changes")).isEqualTo(90);
  }

  @Test
  void makesLongerStepsOfALongerRange() {
    Response answer =
        given()
            .queryParam("from", START.toString())
            .queryParam("to", START.plus(24, ChronoUnit.HOURS).toString())
            .get("/api/v1/pipeline/freshness");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.<Integer>path("stepSeconds")).isEqualTo(240);
    assertThat(answer.jsonPath().getList("queries.query", String.class))
        .containsExactly("measured", "spread");
  }

  @ParameterizedTest
  @CsvSource({
    "query, telecom'; DROP TABLE millrace.micro_batches, is not a streaming query's name",
    "query, '', is not a streaming query's name",
    "from, 2026-01-01T00:00:00Z, days before to",
    "from, yesterday, is not an instant",
    "step, 5, is not a parameter of this endpoint"
  })
  void namesWhatIsWrong(String parameter, String value, String detail) {
    Response answer = given().queryParam(parameter, value).get("/api/v1/pipeline/freshness");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.jsonPath().getString("errors[0].parameter")).isEqualTo(parameter);
    assertThat(answer.jsonPath().getString("errors[0].detail")).contains(detail);
  }

  @Test
  void refusesMoreThanADay() {
    Response answer =
        given()
            .queryParam("from", START.toString())
            .queryParam("to", START.plus(25, ChronoUnit.HOURS).toString())
            .get("/api/v1/pipeline/freshness");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.jsonPath().getString("errors[0].allowed"))
        .isEqualTo("a range of at most 24 hours");
  }
}
