package io.millrace.gateway.telecom;

import static io.millrace.gateway.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.gateway.EmbeddedDependencies;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class LargeDownloadTest {

  private static final String PATH = "/api/v1/telecom/metrics";
  private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");

  /** A million rows are 12,500 minutes of 80; there is one more. */
  private static final int MINUTES = 12_500;

  /** Tens of megabytes: more than the buffers between the gateway and its client hold. */
  private static final int MINUTES_OF_MEGABYTES = 3_000;

  @BeforeAll
  static void seed() {
    EmbeddedDependencies.execute(
        "INSERT INTO telecom.real_time_partials SELECT toDateTime(%d + intDiv(number, 80) * 60, 'UTC'),"
                .formatted(START.getEpochSecond())
            + " ['CALL', 'SMS', 'DATA_SESSION', 'BALANCE_RECHARGE'][number % 4 + 1],"
            + " concat('Region ', toString(intDiv(number, 4) % 20)), 1, 10, toDecimal128('1.125', 3),"
            + " toDecimal128('7.50', 2), map(number, toInt64(1)), toDateTime64(0, 3, 'UTC')"
            + " FROM numbers(80 * %d)".formatted(MINUTES + 1));
  }

  @Test
  void writesAMillionRowsAndRefusesMore() throws Exception {
    HttpResponse<InputStream> most = get(MINUTES);
    long lines = 0;
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(most.body(), StandardCharsets.UTF_8))) {
      while (reader.readLine() != null) {
        lines++;
      }
    }
    Response more = given().urlEncodingEnabled(false).get(target(MINUTES + 1));

    assertThat(lines).isEqualTo(1_000_001);
    assertProblem(more, 400, "invalid-parameters", PATH);
    assertThat(more.<String>path("detail"))
        .isEqualTo(
            "from \"2025-01-01T00:00:00Z\" to 2025-01-09T16:21:00Z makes a file of 1000080 rows;"
                + " allowed: at most 1000000 rows: a shorter range, or fewer of what it is filtered"
                + " by");
  }

  @Test
  void breaksOffADownloadWhoseClickHouseDies() throws Exception {
    HttpResponse<InputStream> answer = get(MINUTES_OF_MEGABYTES);
    try (InputStream body = answer.body()) {
      assertThat(body.readNBytes(1000)).hasSize(1000);

      EmbeddedDependencies.clickHouse().kill();

      assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
      Response another = given().urlEncodingEnabled(false).get(target(1));
      assertProblem(another, 503, "analytics-unavailable", PATH);
    } finally {
      EmbeddedDependencies.restartClickHouse();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(given().get(PATH).statusCode()).isEqualTo(200));
  }

  @Test
  void sendsTwoAtOnceAndAnotherOnceAClientHasGone() throws Exception {
    try (InputStream first = get(MINUTES_OF_MEGABYTES).body();
        InputStream second = get(MINUTES_OF_MEGABYTES).body()) {
      assertThat(first.read()).isEqualTo('"');
      Response third = given().urlEncodingEnabled(false).get(target(1));
      assertProblem(third, 503, "analytics-unavailable", PATH);
      assertThat(third.header("Retry-After")).isEqualTo("5");
      // Live answers do not wait for files.
      assertThat(given().get(PATH).statusCode()).isEqualTo(200);
      assertThat(second.read()).isEqualTo('"');
    }

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(given().urlEncodingEnabled(false).get(target(1)).statusCode())
                    .isEqualTo(200));
  }

  private static HttpResponse<InputStream> get(int minutes)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + RestAssured.port + target(minutes)))
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  private static String target(int minutes) {
    return PATH + "?format=csv&from=" + START + "&to=" + START.plusSeconds(60L * minutes);
  }
}
