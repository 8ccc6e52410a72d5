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
import io.restassured.config.DecoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers that are kept, for longer than in production, so that a busy machine is no hindrance. */
@QuarkusTest
@QuarkusTestResource(
    value = EmbeddedDependencies.class,
    restrictToAnnotatedClass = true,
    initArgs = @ResourceArg(name = "millrace.gateway.cache", value = "3s"))
class KeptAnswersTest {

  private static final String HOUR = "from=2026-04-01T10:00:00Z&to=2026-04-01T11:00:00Z";
  private static final String METRICS = "/api/v1/telecom/metrics?limit=50&" + HOUR;

  private static final RestAssuredConfig UNPACKED =
      RestAssuredConfig.config().decoderConfig(DecoderConfig.decoderConfig().noContentDecoders());

  @BeforeAll
  static void seed() {
    EmbeddedDependencies.execute(
        "INSERT INTO telecom.real_time_partials (window_start, event_type, region, events,"
            + " last_commit) SELECT toDateTime('2026-04-01 10:00:00', 'UTC') + 60 * number, 'CALL',"
            + " 'Astana', 1, now64(3) FROM numbers(40)",
        "INSERT INTO opensky.flights_streaming (icao24, observed_at, latitude, longitude, sign,"
            + " flight_id) SELECT leftPad(lower(hex(number)), 6, '0'), toDateTime64('2026-04-01"
            + " 10:00:00', 6, 'UTC'), 50, 60, 1, number FROM numbers(9000)");
  }

  @Test
  void givesTheSameAnswerAgainUntilItsTimeIsOver() {
    String path = "/api/v1/telecom/summary?from=2026-04-02T10:00:00Z&to=2026-04-02T11:00:00Z";
    HttpResponse<byte[]> first = get(path);
    EmbeddedDependencies.execute(
        "INSERT INTO telecom.real_time_partials (window_start, event_type, region, events,"
            + " last_commit) VALUES ('2026-04-02 10:00:00', 'SMS', 'Abai', 7, now64(3))");
    HttpResponse<byte[]> again = get(path);

    assertThat(header(first, "Cache-Status")).isEqualTo("millrace; fwd=miss");
    assertThat(header(again, "Cache-Status")).isEqualTo("millrace; hit");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().map().keySet()).isEqualTo(first.headers().map().keySet());
    assertThat(header(again, "ETag")).isEqualTo(header(first, "ETag")).matches("\"[\\w-]{20}\"");
    assertThat(header(again, "Cache-Control")).isEqualTo("private, no-cache");
    assertThat(header(again, "Vary")).isEqualTo("Accept, Accept-Encoding");
    assertThat(header(again, "Age")).matches("[0-4]");
    assertThat(header(again, "Content-Type")).isEqualTo(header(first, "Content-Type"));
    assertThat(header(again, "X-Content-Type-Options")).isEqualTo("nosniff");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(new String(get(path).body())).contains("\"events\":7"));
  }

  @Test
  void asksOnceForAHerd() {
    String path = "/api/v1/telecom/regions/top?from=2026-04-03T10:00:00Z&to=2026-04-03T11:00:00Z";
    double before = meter("millrace_gateway_query_seconds_count", "endpoint=\"regions_top\"");

    List<CompletableFuture<HttpResponse<byte[]>>> answers =
        IntStream.range(0, 100).mapToObj(i -> Asking.send(path)).toList();

    assertThat(answers).allMatch(answer -> answer.join().statusCode() == 200);
    assertThat(answers.stream().map(answer -> header(answer.join(), "ETag")).distinct()).hasSize(1);
    assertThat(meter("millrace_gateway_query_seconds_count", "endpoint=\"regions_top\"") - before)
        .isEqualTo(1);
    assertThat(meter("millrace_gateway_answers_total", "endpoint=\"regions_top\"")).isEqualTo(100);
    assertThat(
            meter("millrace_gateway_answers_total", "endpoint=\"regions_top\"", "source=\"miss\""))
        .isEqualTo(1);
  }

  @Test
  void tellsTheLastHourApartByWhenItIsAskedAndNotByHow() {
    HttpResponse<byte[]> first = get("/api/v1/flights/statistics?country=KZ&limit=5");
    HttpResponse<byte[]> other = get("/api/v1/flights/statistics?limit=5&country=%4bZ&country=KZ");

    assertThat(header(other, "Cache-Status")).isEqualTo("millrace; hit");
    assertThat(other.body()).isEqualTo(first.body());
  }

  @Test
  void saysNotModifiedToWhoHasTheAnswer() {
    HttpResponse<byte[]> whole = get(METRICS);
    String tag = header(whole, "ETag");
    double before = meter("millrace_gateway_answers_not_modified_total", "endpoint=\"metrics\"");

    HttpResponse<byte[]> none = get(METRICS, "If-None-Match", "\"other\", " + tag);
    HttpResponse<byte[]> other = get(METRICS, "If-None-Match", "\"other\"");

    assertThat(none.statusCode()).isEqualTo(304);
    assertThat(none.body()).isEmpty();
    assertThat(header(none, "ETag")).isEqualTo(tag);
    assertThat(header(none, "Cache-Control")).isEqualTo("private, no-cache");
    assertThat(header(none, "Vary")).isEqualTo("Accept, Accept-Encoding");
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(meter("millrace_gateway_answers_not_modified_total", "endpoint=\"metrics\""))
        .isEqualTo(before + 1);
  }

  @Test
  void saysNotModifiedForAnAnswerThatWasAskedAnewToo() {
    String path = "/api/v1/flights/quality?from=2026-04-05T10:00:00Z&to=2026-04-05T11:00:00Z";
    String tag = header(get(path), "ETag");

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              HttpResponse<byte[]> none = get(path, "If-None-Match", tag);
              assertThat(none.statusCode()).isEqualTo(304);
              assertThat(header(none, "Cache-Status")).isEqualTo("millrace; fwd=miss");
            });
  }

  @Test
  void packsForWhoWantsIt() throws IOException {
    HttpResponse<byte[]> plain = get(METRICS);
    for (int i = 0; i < 2; i++) {
      HttpResponse<byte[]> packed = get(METRICS, "Accept-Encoding", "br, gzip;q=0.5");
      assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
      assertThat(header(packed, "Content-Length")).isEqualTo("" + packed.body().length);
      assertThat(packed.body().length).isLessThan(plain.body().length / 4);
      assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
          .isEqualTo(plain.body());
      assertThat(header(packed, "ETag")).isNotEqualTo(header(plain, "ETag"));
      assertThat(
              get(METRICS, "Accept-Encoding", "gzip", "If-None-Match", header(packed, "ETag"))
                  .statusCode())
          .isEqualTo(304);
    }
    assertThat(header(get(METRICS, "Accept-Encoding", "gzip;q=0"), "Content-Encoding")).isEmpty();
  }

  @Test
  void keepsRepresentationsApart() {
    String path = "/api/v1/flights/live?at=2026-04-01T10:00:30Z&limit=3";
    for (int i = 0; i < 2; i++) {
      assertThat(new String(get(path).body())).startsWith("{\"at\":");
      assertThat(new String(get(path, "Accept", "application/geo+json").body()))
          .startsWith("{\"type\":\"FeatureCollection\"");
      assertThat(new String(get(path + "&format=geojson").body())).startsWith("{\"type\":");
    }
  }

  @Test
  void sendsALargeAnswerWholeAndDoesNotKeepIt() {
    String path = "/api/v1/flights/live?at=2026-04-01T10:00:40Z";
    HttpResponse<byte[]> first = get(path);
    HttpResponse<byte[]> again = get(path);

    assertThat(first.body().length).isGreaterThan(AnswerMemory.LARGEST_FRESH);
    assertThat(header(first, "Content-Length")).isEqualTo("" + first.body().length);
    assertThat(new String(first.body())).endsWith("]}");
    assertThat(header(again, "Cache-Status")).isEqualTo("millrace; fwd=miss");
    assertThat(again.body()).isEqualTo(first.body());
    await()
        .untilAsserted(
            () -> assertThat(meter("millrace_gateway_answers_in_flight_bytes")).isZero());
  }

  @Test
  void answersHeadWithoutABody() {
    HttpResponse<byte[]> whole = get(METRICS);
    Response head = given().config(UNPACKED).head(METRICS);

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body().asByteArray()).isEmpty();
    assertThat(head.header("ETag")).isEqualTo(header(whole, "ETag"));
    assertThat(head.header("Content-Length")).isEqualTo("" + whole.body().length);
  }

  @Test
  void keepsNoProblem() {
    String unknown = "/api/v1/flights/aircraft/abcdef/track?" + HOUR;
    assertThat(get(unknown).statusCode()).isEqualTo(404);
    assertThat(get(unknown).headers().map()).doesNotContainKeys("etag", "cache-status");
    assertThat(get(METRICS + "&x=1").statusCode()).isEqualTo(400);
    EmbeddedDependencies.execute(
        "INSERT INTO opensky.flights_streaming (icao24, observed_at, latitude, longitude, sign,"
            + " flight_id) VALUES ('abcdef', '2026-04-01 10:30:00', 50, 60, 1, 77777777)");

    assertThat(get(unknown).statusCode()).isEqualTo(200);
  }
}
