package io.millrace.gateway.telecom;

import static io.millrace.gateway.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class BadRequestTest {

  private static final String TELECOM = "/api/v1/telecom";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /metrics     | eventType | CALLS                     | DATA_SESSION, CALL, SMS, BALANCE_RECHARGE
          /metrics     | eventType | call                      | DATA_SESSION, CALL, SMS, BALANCE_RECHARGE
          /metrics     | region    | Atlantis                  | Abai, Akmola
          /metrics     | from      | yesterday                 | ISO 8601 with a zone
          /metrics     | from      | 2026-11-21T10:00:00       | ISO 8601 with a zone
          /metrics     | from      | 2026-13-01T10:00:00Z      | ISO 8601 with a zone
          /metrics     | from      | 1969-12-31T23:59:59Z      | 1970-01-01T00:00:00Z to 2100-01-01T00:00:00Z
          /metrics     | to        | +999999999-01-01T00:00:00Z| 1970-01-01T00:00:00Z to 2100-01-01T00:00:00Z
          /metrics     | limit     | 0                         | a whole number from 1 to 1000
          /metrics     | limit     | 1001                      | a whole number from 1 to 1000
          /metrics     | limit     | 99999999999               | a whole number from 1 to 1000
          /metrics     | limit     | ten                       | a whole number from 1 to 1000
          /metrics     | cursor    | nonsense                  | the cursor of a page's next link, unchanged
          /metrics     | cursor    | MX4xfkNBTEx-QWxtYXR5      | the cursor of a page's next link, unchanged
          /metrics     | regoin    | Almaty                    | from, to, eventType, region, limit, cursor, format
          /regions/top | by        | calls                     | events, duration, megabytes, amount, subscribers
          /regions/top | limit     | 21                        | a whole number from 1 to 20
          /regions/top | region    | Almaty                    | by, from, to, eventType, limit, format
          /summary     | limit     | 5                         | from, to
          """)
  void refusesAndNamesParameterValueAndWhatIsAllowed(
      String path, String parameter, String value, String allowed) {
    Response answer = given().queryParam(parameter, value).get(TELECOM + path);

    assertProblem(answer, 400, "invalid-parameters", TELECOM + path);
    assertThat(answer.<String>path("detail")).contains(parameter, value, allowed);
    assertThat(answer.<List<Map<String, String>>>path("errors"))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error).containsEntry("parameter", parameter).containsEntry("value", value);
              assertThat(error.get("allowed")).contains(allowed);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T10:00:00Z, 2026-11-21T10:00:00Z, an instant before to",
    "2026-11-21T10:00:01Z, 2026-11-21T10:00:00Z, an instant before to",
    "2026-10-01T00:00:00Z, 2026-11-01T00:00:01Z, a range of at most 31 days"
  })
  void refusesARangeThatIsEmptyOrTooLong(String from, String to, String allowed) {
    for (String path : List.of("/metrics", "/regions/top", "/summary")) {
      Response answer = given().queryParams("from", from, "to", to).get(TELECOM + path);

      assertProblem(answer, 400, "invalid-parameters", TELECOM + path);
      assertThat(answer.<String>path("errors[0].parameter")).isEqualTo("from");
      assertThat(answer.<String>path("errors[0].allowed")).contains(allowed);
    }
  }

  @Test
  void namesEverythingThatIsWrongAtOnce() {
    Response answer =
        given()
            .queryParams("from", "x", "limit", "-1", "typo", "1")
            .queryParam("eventType", "CALL", "FAX")
            .queryParam("region", "Mars")
            .get(TELECOM + "/metrics");

    assertThat(answer.<List<String>>path("errors.parameter"))
        .containsExactlyInAnyOrder("from", "limit", "typo", "eventType", "region");
  }

  @Test
  void refusesASingleParameterGivenTwice() {
    Response answer = given().queryParam("limit", "5", "6").get(TELECOM + "/regions/top");

    assertProblem(answer, 400, "invalid-parameters", TELECOM + "/regions/top");
    assertThat(answer.<String>path("errors[0].detail")).isEqualTo("is given 2 times");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP TABLE telecom.real_time_partials; --",
        "Almaty' OR '1'='1",
        "\\' OR 1=1 --",
        "Almaty\u0000",
        "{region:String}",
        "?",
        "<script>alert(1)</script>",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢"
      })
  void refusesHostileTextInEveryParameter(String hostile) {
    for (String parameter : List.of("from", "to", "eventType", "region", "limit", "cursor")) {
      Response answer = given().queryParam(parameter, hostile).get(TELECOM + "/metrics");

      assertProblem(answer, 400, "invalid-parameters", TELECOM + "/metrics");
      assertThat(answer.<String>path("errors[0].value")).isEqualTo(hostile);
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x') OR 1=1 --", "\\", "'", "a\\'b", "?", "{x:String}", "%"})
  void readsAForgedCursorAsAPositionAndNothingElse(String region) {
    String cursor =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(("1~1795171200~CALL~" + region).getBytes(StandardCharsets.UTF_8));
    Response answer =
        given()
            .queryParams("from", "2026-11-20T10:00:00Z", "to", "2026-11-20T11:00:00Z")
            .queryParam("cursor", cursor)
            .get(TELECOM + "/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.<List<Object>>path("windows")).isEmpty();
  }

  @Test
  void doesNotEchoAHugeValueWhole() {
    Response answer = given().queryParam("region", "x".repeat(3000)).get(TELECOM + "/metrics");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.<String>path("errors[0].value")).hasSize(121).endsWith("…");
  }

  /** By hand: a client library refuses to send it. */
  @Test
  void answersATargetThatIsNoUriWithAProblem() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
      socket
          .getOutputStream()
          .write(
              "GET /api/v1/telecom/metrics?from=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer)
          .startsWith("HTTP/1.1 400 ")
          .containsIgnoringCase("Content-Type: application/problem+json")
          .contains("urn:millrace:problem:bad-request", "Malformed escape pair");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/telecom/metric", "/api/v1/retail/metrics", "/nothing"})
  void answersAnUnknownPathWithAProblem(String path) {
    assertProblem(given().get(path), 404, "not-found", path);
  }

  @Test
  void answersAWrongMethodWithAProblemAndTheRightOnes() {
    Response answer = given().body("{}").contentType("application/json").post(TELECOM + "/metrics");

    assertProblem(answer, 405, "method-not-allowed", TELECOM + "/metrics");
    assertThat(answer.header("Allow")).contains("GET");
  }

  @Test
  void answersAMediaTypeItDoesNotOfferWithAProblem() {
    Response answer = given().accept("image/png").get(TELECOM + "/metrics");

    assertProblem(answer, 406, "not-acceptable", TELECOM + "/metrics");
  }
}
