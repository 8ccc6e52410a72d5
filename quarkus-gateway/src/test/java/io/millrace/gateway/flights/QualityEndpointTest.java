package io.millrace.gateway.flights;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.model.flights.FlightRule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class QualityEndpointTest {

  private static final String PATH = "/api/v1/flights/quality";

  @Test
  void countsEveryRuleWithoutWhatWasTakenBack() {
    Flight updated =
        Flight.of(4, "4b1804", "2026-06-01T10:01:00Z").broke("position_stale", "callsign_blank");
    Flight deleted = Flight.of(5, "4b1805", "2026-06-01T10:01:00Z").broke("country_unknown");
    Flight.came(
        Flight.of(1, "4b1801", "2026-06-01T10:00:00Z"),
        Flight.of(2, "4b1802", "2026-06-01T10:00:00Z").broke("position_missing"),
        Flight.of(3, "4b1803", "2026-06-01T10:00:00Z")
            .country(null)
            .quarantinedFor("position_missing", "speed_impossible"),
        updated,
        deleted);
    Flight.updated(updated, updated.broke("position_stale"));
    Flight.takenBack(deleted);

    Response answer =
        given().queryParams("from", "2026-06-01T10:00:00Z", "to", "2026-06-01T11:00:00Z").get(PATH);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().asString())
        .startsWith(
            "{\"from\":\"2026-06-01T10:00:00Z\",\"to\":\"2026-06-01T11:00:00Z\","
                + "\"asOf\":\"2026-06-01T10:01:01Z\",\"states\":4,\"kept\":3,\"quarantined\":1,"
                + "\"rules\":[{\"name\":\"position_missing\",\"action\":\"flag\","
                + "\"definition\":\"latitude or longitude is null\",\"count\":2},"
                + "{\"name\":\"position_stale\",\"action\":\"flag\",");
    Map<String, Long> broken =
        Map.of("position_missing", 2L, "position_stale", 1L, "speed_impossible", 1L);
    assertThat(answer.jsonPath().getList("rules", QualityReport.RuleCount.class))
        .isEqualTo(
            Arrays.stream(FlightRule.values())
                .map(
                    rule ->
                        QualityReport.RuleCount.of(rule, broken.getOrDefault(rule.reason(), 0L)))
                .toList());
  }

  @Test
  void namesEveryRuleForAnEmptyRange() {
    Response answer =
        given().queryParams("from", "2019-01-01T00:00:00Z", "to", "2019-01-02T00:00:00Z").get(PATH);

    assertThat(answer.body().asString())
        .contains("\"asOf\":null,\"states\":0,\"kept\":0,\"quarantined\":0,");
    assertThat(answer.<List<Integer>>path("rules.count"))
        .hasSize(FlightRule.values().length)
        .containsOnly(0);
    assertThat(answer.<List<String>>path("rules.action")).contains("fix", "flag", "quarantine");
  }
}
