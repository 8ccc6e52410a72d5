package io.millrace.gateway.telecom;

import static io.millrace.gateway.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.gateway.Tables;
import io.millrace.model.telecom.Region;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class TelecomDownloadTest {

  private static final String TELECOM = "/api/v1/telecom";
  private static final String RANGE = "from=2026-08-01T10:00:00Z&to=2026-08-01T14:00:00Z";
  private static final Instant START = Instant.parse("2026-08-01T10:00:00Z");

  /** Three hours of all regions, 180 rows, one of them taken back whole and one in part. */
  @BeforeAll
  static void seed() {
    Partials partials = new Partials();
    for (int i = 0; i < 180; i++) {
      Region region = Region.values()[i % Region.values().length];
      String type = i % 3 == 0 ? "CALL" : "SMS";
      partials.add(1, START.plusSeconds(60 * i), type, region.displayName(), i, i + 1);
    }
    partials.insert();
    String region = Region.values()[0].displayName();
    new Partials()
        .add(-1, START, "CALL", region, 0, 1)
        .add(-1, START.plusSeconds(1200), "SMS", region, 20)
        .insert();
  }

  @Test
  void writesAWholeRangeAsCsvWithNamesAndIsoInstants() {
    Response file =
        given()
            .accept("text/csv")
            .queryParams("from", "2026-08-01T10:01:00Z", "to", "2026-08-01T10:02:00Z")
            .get(TELECOM + "/metrics");

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.contentType()).startsWith("text/csv");
    assertThat(file.header("Content-Disposition"))
        .isEqualTo(
            "attachment; filename=\"telecom-metrics_20260801T100100Z_20260801T100200Z.csv\"");
    assertThat(file.header("Link")).isNull();
    assertThat(file.body().asString())
        .isEqualTo(
            "\"windowStart\",\"eventType\",\"region\",\"events\",\"durationSeconds\",\"megabytes\","
                + "\"amount\",\"distinctSubscribers\",\"lastCommit\"\r\n"
                + "\"2026-08-01T10:01:00Z\",\"SMS\",\"Akmola\",2,20,2.250,15.00,2,"
                + "\"2026-08-01T10:02:01.000Z\"\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "/metrics?, windows, 179",
    "/metrics?eventType=SMS&region=West%20Kazakhstan&region=Abai&, windows, 12",
    "/regions/top?limit=20&, regions, 20",
    "/regions/top?by=subscribers&eventType=CALL&, regions, 5",
    "/daily?, days, 2"
  })
  void hasTheSameRowsInEveryFormatWithoutPages(String path, String rows, int count)
      throws Exception {
    List<Map<String, String>> json =
        Tables.ofJson(
            TELECOM + path + RANGE + (path.startsWith("/metrics") ? "&limit=50" : ""), rows);

    assertThat(json).hasSize(count);
    assertThat(without("unit", Tables.ofCsv(file(path + RANGE, "csv")))).isEqualTo(json);
    assertThat(without("unit", Tables.ofParquet(file(path + RANGE, "parquet")))).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 2, 480",
    "'by=region&step=PT15M&', 20, 320",
    "'by=none&step=P1D&', 1, 1",
    "'eventType=CALL&step=PT1H&', 1, 4"
  })
  void hasARowForEachStepOfEachSeriesOfATimeline(String parameters, int series, int rows)
      throws Exception {
    String path = "/timeline?" + parameters + RANGE;
    Response timeline = given().urlEncodingEnabled(false).get(TELECOM + path);
    List<Map<String, String>> csv = Tables.ofCsv(file(path, "csv"));

    assertThat(timeline.<List<String>>path("series.key")).hasSize(series);
    assertThat(csv).hasSize(rows).isEqualTo(Tables.ofParquet(file(path, "parquet")));
    assertThat(column(csv, "start", series)).isEqualTo(timeline.<List<String>>path("starts"));
    for (String name : List.of("events", "durationSeconds", "megabytes", "amount")) {
      List<String> values = new ArrayList<>();
      timeline
          .<List<List<Number>>>path("series." + name)
          .forEach(of -> of.forEach(value -> values.add(plain(value))));
      assertThat(csv.stream().map(row -> row.get(name)).toList()).isEqualTo(values);
    }
  }

  @Test
  void writesTheNamesAloneWhereThereIsNothing() throws Exception {
    String nothing = "from=2019-01-01T00:00:00Z&to=2019-01-01T00:00:10Z";
    for (String path : List.of("/metrics?", "/regions/top?", "/timeline?")) {
      assertThat(Tables.ofCsv(file(path + nothing, "csv"))).isEmpty();
      assertThat(Tables.ofParquet(file(path + nothing, "parquet"))).isEmpty();
    }
    assertThat(file("/timeline?from=2019-01-01T00:00:01Z&to=2019-01-01T00:00:10Z", "csv"))
        .asString()
        .isEqualTo("\"start\",\"key\",\"events\",\"durationSeconds\",\"megabytes\",\"amount\"\r\n");
  }

  @Test
  void letsTheParameterCountMoreThanTheHeader() {
    String path = TELECOM + "/daily";

    assertThat(given().accept("text/csv").queryParam("format", "json").get(path).contentType())
        .startsWith("application/json");
    assertThat(
            given().accept("application/json").queryParam("format", "csv").get(path).contentType())
        .startsWith("text/csv");
    assertThat(given().accept("text/html, text/csv;q=0.5, */*;q=0.1").get(path).contentType())
        .startsWith("text/csv");
    assertThat(given().accept("application/vnd.apache.parquet").get(path).contentType())
        .isEqualTo("application/vnd.apache.parquet");
    assertThat(given().get(path).contentType()).startsWith("application/json");
    assertThat(given().get(path).header("Vary")).contains("Accept");
  }

  @ParameterizedTest
  @CsvSource({
    "/metrics, format, xlsx, 'json, csv, parquet'",
    "/metrics, format, CSV, 'json, csv, parquet'",
    "/daily, format, geojson, 'json, csv, parquet'",
    "/summary, format, csv, 'from, to'"
  })
  void refusesAFormatItDoesNotOffer(String path, String name, String value, String allowed) {
    Response answer = given().queryParam(name, value).get(TELECOM + path);

    assertProblem(answer, 400, "invalid-parameters", TELECOM + path);
    assertThat(answer.<String>path("errors[0].allowed")).isEqualTo(allowed);
  }

  @Test
  void refusesAPageOfAFile() {
    Response answer =
        given()
            .queryParams(
                "format", "csv", "limit", "5", "cursor", "MX4xNzk1MTc2MDAwfkNBTEx-QWxtYXR5")
            .get(TELECOM + "/metrics");

    assertProblem(answer, 400, "invalid-parameters", TELECOM + "/metrics");
    assertThat(answer.<List<String>>path("errors.parameter")).containsExactly("limit", "cursor");
    assertThat(answer.<String>path("errors[0].detail"))
        .isEqualTo("is of pages, and csv is the whole range");
  }

  @Test
  void answersAHeadRequestWithoutABody() {
    Response answer = given().queryParam("format", "csv").head(TELECOM + "/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.contentType()).startsWith("text/csv");
    assertThat(answer.body().asByteArray()).isEmpty();
  }

  private static byte[] file(String path, String format) {
    Response file = given().urlEncodingEnabled(false).get(TELECOM + path + "&format=" + format);
    assertThat(file.statusCode()).as(path).isEqualTo(200);
    return file.body().asByteArray();
  }

  private static List<Map<String, String>> without(String column, List<Map<String, String>> rows) {
    return rows.stream()
        .map(
            row -> {
              Map<String, String> rest = new LinkedHashMap<>(row);
              rest.remove(column);
              return rest;
            })
        .map(row -> (Map<String, String>) row)
        .toList();
  }

  private static List<String> column(List<Map<String, String>> rows, String name, int series) {
    return rows.subList(0, rows.size() / series).stream().map(row -> row.get(name)).toList();
  }

  private static String plain(Number value) {
    return new java.math.BigDecimal(value.toString()).stripTrailingZeros().toPlainString();
  }
}
