package io.millrace.gateway.telecom;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class TopRegionsEndpointTest {

  private static final Instant START = Instant.parse("2026-04-01T10:00:00Z");

  /**
   * Astana: 4 events of 2 subscribers over two minutes. Almaty: 3 events of 3. Abai: 1 SMS. Jambyl:
   * all deleted.
   */
  @BeforeAll
  static void seed() {
    Instant next = START.plusSeconds(60);
    new Partials()
        .add(1, START, "CALL", "Astana", 1, 2)
        .add(1, next, "CALL", "Astana", 1, 2)
        .add(1, START, "CALL", "Almaty", 1, 2, 3)
        .add(1, START, "SMS", "Abai", 9)
        .add(1, START, "SMS", "Jambyl", 5)
        .insert();
    new Partials().add(-1, START, "SMS", "Jambyl", 5).insert();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          events      | events      | Astana,4     | Almaty,3     | Abai,1
          duration    | s           | Astana,40    | Almaty,30    | Abai,10
          megabytes   | MB          | Astana,4.500 | Almaty,3.375 | Abai,1.125
          amount      | KZT         | Astana,30.00 | Almaty,22.50 | Abai,7.50
          subscribers | subscribers | Almaty,3     | Astana,2     | Abai,1
          """)
  void ranksBy(String measure, String unit, String first, String second, String third) {
    String body = top("by", measure);

    assertThat(body)
        .isEqualTo(
            ("{\"from\":\"2026-04-01T10:00:00Z\",\"to\":\"2026-04-01T11:00:00Z\",\"by\":\"%s\","
                    + "\"unit\":\"%s\",\"regions\":[%s,%s,%s]}")
                .formatted(measure, unit, ranked(1, first), ranked(2, second), ranked(3, third)));
  }

  @Test
  void ranksEqualValuesByName() {
    Instant later = START.plusSeconds(7200);
    new Partials()
        .add(1, later, "CALL", "Turkistan", 1)
        .add(1, later, "CALL", "Aktobe", 1)
        .add(1, later, "CALL", "Pavlodar", 1)
        .insert();

    assertThat(
            given()
                .queryParams("from", later.toString(), "to", later.plusSeconds(60).toString())
                .queryParam("limit", 2)
                .get("/api/v1/telecom/regions/top")
                .<java.util.List<String>>path("regions.region"))
        .containsExactly("Aktobe", "Pavlodar");
  }

  @Test
  void countsOnlyTheTypesAskedFor() {
    assertThat(top("eventType", "SMS"))
        .endsWith("\"regions\":[{\"rank\":1,\"region\":\"Abai\",\"value\":1}]}");
  }

  @Test
  void answersAnEmptyRankingForAnEmptyRange() {
    assertThat(
            given()
                .queryParams("from", "2019-01-01T00:00:00Z", "to", "2019-01-02T00:00:00Z")
                .get("/api/v1/telecom/regions/top")
                .<java.util.List<Object>>path("regions"))
        .isEmpty();
  }

  private static String top(String name, String value) {
    return given()
        .queryParams("from", START.toString(), "to", START.plusSeconds(3600).toString())
        .queryParam(name, value)
        .get("/api/v1/telecom/regions/top")
        .body()
        .asString();
  }

  private static String ranked(int rank, String regionAndValue) {
    String[] parts = regionAndValue.split(",");
    return "{\"rank\":%d,\"region\":\"%s\",\"value\":%s}".formatted(rank, parts[0], parts[1]);
  }
}
