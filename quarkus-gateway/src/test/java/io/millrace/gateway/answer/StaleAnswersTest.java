package io.millrace.gateway.answer;

import static io.millrace.gateway.answer.Asking.get;
import static io.millrace.gateway.answer.Asking.header;
import static io.millrace.gateway.answer.Asking.meter;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.gateway.EmbeddedDependencies;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ClickHouse is stopped and paused; what has been asked before is answered all the same. */
@QuarkusTest
@QuarkusTestResource(
    value = EmbeddedDependencies.class,
    restrictToAnnotatedClass = true,
    initArgs = {
      @ResourceArg(name = "millrace.gateway.cache", value = "200ms"),
      @ResourceArg(name = "millrace.gateway.stale", value = "5m"),
      @ResourceArg(name = "millrace.gateway.query-timeout", value = "3s")
    })
class StaleAnswersTest {

  private static final String SUMMARY = "/api/v1/telecom/summary";
  private static final String UNKNOWN = "/api/v1/flights/quality?from=2026-04-0";

  /** Much less than the time limit: nobody has been asked. */
  private static final Duration AT_ONCE = Duration.ofMillis(1_500);

  @BeforeEach
  void clickHouseAnswers() {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(get(SUMMARY).statusCode()).isEqualTo(200);
              assertThat(header(get(SUMMARY), "Millrace-Stale-Since")).isEmpty();
              assertThat(breaker()).isEqualTo("closed");
            });
  }

  @AfterEach
  void clickHouseIsBack() throws Exception {
    if (EmbeddedDependencies.clickHouse().isAlive()) {
      signal("CONT");
    } else {
      EmbeddedDependencies.restartClickHouse();
    }
  }

  @Test
  void givesTheLastAnswerMarkedAsStaleWhileClickHouseIsGone() {
    HttpResponse<byte[]> fresh = get(SUMMARY);
    Instant known = Instant.now();
    EmbeddedDependencies.clickHouse().kill();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(header(get(SUMMARY), "Millrace-Stale-Since")).isNotEmpty());

    HttpResponse<byte[]> stale = get(SUMMARY);
    assertThat(stale.statusCode()).isEqualTo(200);
    assertThat(header(stale, "Cache-Status")).isEqualTo("millrace; hit; detail=stale");
    Instant since = Instant.parse(header(stale, "Millrace-Stale-Since"));
    assertThat(since).isBetween(known.minusSeconds(30), known);
    assertThat(Long.parseLong(header(stale, "Age")))
        .isBetween(0L, Duration.between(since, Instant.now()).toSeconds() + 1);
    assertThat(new String(stale.body(), StandardCharsets.UTF_8)).startsWith("{\"from\":");
    assertThat(stale.headers().map()).containsKeys("etag", "cache-control", "vary");
    assertThat(get(SUMMARY, "If-None-Match", header(stale, "ETag")).statusCode()).isEqualTo(304);
    assertThat(header(get(SUMMARY, "If-None-Match", header(stale, "ETag")), "Millrace-Stale-Since"))
        .isEqualTo(since.toString());
    assertThat(meter("millrace_gateway_answers_total", "endpoint=\"summary\"", "source=\"stale\""))
        .isGreaterThanOrEqualTo(3);
    assertThat(fresh.statusCode()).isEqualTo(200);

    HttpResponse<byte[]> unknown = get(UNKNOWN + "1T10:00:00Z&to=2026-04-01T11:00:00Z");
    assertThat(unknown.statusCode()).isEqualTo(503);
    assertThat(header(unknown, "Retry-After")).isEqualTo("2");
    assertThat(unknown.headers().map()).doesNotContainKeys("etag", "cache-status");
    assertThat(get(SUMMARY + "?x=1").statusCode()).isEqualTo(400);

    EmbeddedDependencies.restartClickHouse();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              HttpResponse<byte[]> again = get(SUMMARY);
              assertThat(again.statusCode()).isEqualTo(200);
              assertThat(again.headers().map()).doesNotContainKey("millrace-stale-since");
            });
  }

  @Test
  void answersAtOnceOnceTheBreakerIsOpenAndClosesItByItself() throws Exception {
    signal("STOP");
    for (int i = 0; i < 8; i++) {
      Asking.send(UNKNOWN + "2T1%d:00:00Z&to=2026-04-03T10:00:00Z".formatted(i));
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> !breaker().equals("closed"));
    assertThat(meter("millrace_gateway_breaker", "state=\"closed\"")).isZero();

    // One of these may be the question that is let through to see whether ClickHouse answers.
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      HttpResponse<byte[]> answer =
          get(UNKNOWN + "2T10:00:0%dZ&to=2026-04-03T10:00:00Z".formatted(i));
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertThat(answer.statusCode()).isEqualTo(503);
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      if (body.contains("has not answered lately")) {
        assertThat(took).isLessThan(AT_ONCE);
        assertThat(header(answer, "Retry-After")).isEqualTo("2");
      } else {
        assertThat(body).contains("did not answer within 3000 ms");
      }
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(new String(get(UNKNOWN + "2T10:00:00Z&to=2026-04-03T10:00:00Z").body()))
                    .contains("has not answered lately"));
    assertThat(given().get("/q/health/ready").<String>path("checks[0].data.breaker"))
        .isIn("open", "half_open");
    assertThat(header(get(SUMMARY), "Millrace-Stale-Since")).isNotEmpty();

    signal("CONT");

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(get(SUMMARY).headers().map()).doesNotContainKey("millrace-stale-since");
              assertThat(breaker()).isEqualTo("closed");
            });
    assertThat(meter("millrace_gateway_breaker", "state=\"closed\"")).isEqualTo(1);
  }

  @Test
  void doesNotOpenTheBreakerForQuestionsThatClickHouseItselfRefuses() {
    EmbeddedDependencies.execute(
        "RENAME TABLE opensky.country_partials TO opensky.country_partials_away");
    try {
      for (int i = 0; i < 12; i++) {
        assertThat(
                get(UNKNOWN + "4T1%d:00:00Z".formatted(i % 10) + "&to=2026-04-05T10:00:00Z&")
                    .statusCode())
            .isIn(503, 400);
      }
      assertThat(breaker()).isEqualTo("closed");
      assertThat(get(SUMMARY).statusCode()).isEqualTo(200);
    } finally {
      EmbeddedDependencies.execute(
          "RENAME TABLE opensky.country_partials_away TO opensky.country_partials");
    }
  }

  private static String breaker() {
    for (String state : new String[] {"closed", "open", "half_open"}) {
      if (meter("millrace_gateway_breaker", "state=\"" + state + "\"") == 1) {
        return state;
      }
    }
    return "none";
  }

  private static void signal(String name) throws IOException, InterruptedException {
    String pid = String.valueOf(EmbeddedDependencies.clickHouse().pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }
}
