package io.millrace.gateway;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class ClickHouseOutageTest {

  private static final List<String> ENDPOINTS =
      List.of(
          "/api/v1/telecom/metrics",
          "/api/v1/telecom/regions/top",
          "/api/v1/telecom/summary",
          "/api/v1/telecom/timeline",
          "/api/v1/telecom/daily",
          "/api/v1/telecom/daily-stats",
          "/api/v1/flights/countries",
          "/api/v1/flights/live",
          "/api/v1/flights/live?at=latest&format=geojson",
          "/api/v1/flights/quality",
          "/api/v1/flights/statistics");

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** The limit, and what a busy machine adds. Without a limit the answer would never come. */
  private static final long ANSWERED_WITHIN_MS = EmbeddedDependencies.TIMEOUT.toMillis() + 10_000;

  @AfterEach
  void clickHouseIsBack() {
    if (!EmbeddedDependencies.clickHouse().isAlive()) {
      EmbeddedDependencies.restartClickHouse();
    }
  }

  @Test
  void answers503WhileClickHouseIsGoneAndRecoversByItself() {
    awaitAnswers();

    EmbeddedDependencies.clickHouse().kill();

    ENDPOINTS.forEach(ClickHouseOutageTest::assertUnavailable);
    Response health = given().get("/q/health/ready");
    assertThat(health.statusCode()).isEqualTo(503);
    assertThat(health.<String>path("status")).isEqualTo("DOWN");
    assertThat(health.<String>path("checks[0].name")).isEqualTo("clickhouse");
    assertThat(health.<String>path("checks[0].data.address")).startsWith("jdbc:clickhouse://");
    assertThat(health.<String>path("checks[0].data.error")).contains("refused");
    assertThat(given().get("/q/health/live").statusCode()).isEqualTo(200);

    EmbeddedDependencies.restartClickHouse();

    awaitAnswers();
  }

  @Test
  void answersWithinTheLimitWhileClickHouseIsSilent() throws Exception {
    awaitAnswers();
    signal("STOP");
    try {
      // More at once than may run or wait: none may hang, whatever its place in the queue.
      List<CompletableFuture<HttpResponse<String>>> answers =
          IntStream.range(0, 60).mapToObj(i -> send(ENDPOINTS.get(i % ENDPOINTS.size()))).toList();
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        HttpResponse<String> response = answer.get(ANSWERED_WITHIN_MS, MILLISECONDS);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("urn:millrace:problem:analytics-unavailable");
      }
      assertThat(answers.stream().map(answer -> answer.join().body()))
          .anyMatch(body -> body.contains("did not answer within 6000 ms"))
          .anyMatch(body -> body.contains("8 queries run and 32 wait already"));
      Response health = given().get("/q/health/ready");
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(health.timeIn(MILLISECONDS)).isLessThan(ANSWERED_WITHIN_MS);
      // The gateway looks by itself, too; who joins a look that is under way may see its driver
      // give up.
      assertThat(health.<String>path("checks[0].data.error"))
          .isIn("no answer within 6000 ms", "Read timed out");
    } finally {
      signal("CONT");
    }
    awaitAnswers();
  }

  private static CompletableFuture<HttpResponse<String>> send(String path) {
    URI uri = URI.create("http://127.0.0.1:" + RestAssured.port + path);
    return CLIENT.sendAsync(
        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void awaitAnswers() {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(given().get("/q/health/ready").statusCode()).isEqualTo(200);
              ENDPOINTS.forEach(path -> assertThat(given().get(path).statusCode()).isEqualTo(200));
            });
  }

  private static void assertUnavailable(String path) {
    Response answer = given().get(path);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.timeIn(MILLISECONDS)).isLessThan(ANSWERED_WITHIN_MS);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.header("Retry-After")).isEqualTo("2");
    assertThat(answer.<String>path("type")).isEqualTo("urn:millrace:problem:analytics-unavailable");
    assertThat(answer.<String>path("instance")).isEqualTo(URI.create(path).getPath());
  }

  private static void signal(String name) throws IOException, InterruptedException {
    String pid = String.valueOf(EmbeddedDependencies.clickHouse().pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }
}
