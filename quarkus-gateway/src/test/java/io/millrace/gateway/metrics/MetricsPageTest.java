package io.millrace.gateway.metrics;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.runtime.metrics.DocumentedMetrics;
import io.millrace.runtime.metrics.MetricsPage;
import io.millrace.runtime.metrics.MetricsPage.Sample;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Prometheus reads, after real requests and runs. */
@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class MetricsPageTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String REQUESTS = "http_server_requests_seconds";

  @Inject BatchMeters batchMeters;

  @AfterEach
  void forgetRuns() {
    EmbeddedDependencies.execute("TRUNCATE TABLE millrace.batch_runs");
    batchMeters.read();
  }

  @Test
  void keepsLabelsFewWhateverClientsAskFor() {
    askForUnknownPaths(0, 1);
    awaitRequest(Map.of("uri", RequestMeterFilter.UNKNOWN, "method", "POST", "status", "403"));
    awaitRequest(Map.of("method", RequestMeterFilter.OTHER));
    int series = page().samples(REQUESTS + "_count", Map.of()).size();
    double requests = requests();

    askForUnknownPaths(1, 250);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(requests()).isGreaterThanOrEqualTo(requests + 1_000));
    MetricsPage page = page();
    assertThat(page.samples(REQUESTS + "_count", Map.of())).hasSize(series);
    assertThat(page.labelValues(REQUESTS + "_count", "uri"))
        .noneMatch(uri -> uri.contains("nothing"));
    assertThat(page.labelValues(REQUESTS + "_count", "method"))
        .noneMatch(method -> method.startsWith("BREW"));
  }

  private static double requests() {
    return page().samples(REQUESTS + "_count", Map.of()).stream().mapToDouble(Sample::value).sum();
  }

  /** Four times so many, all different: unknown, unknown to the API, forged, and of no method. */
  private static void askForUnknownPaths(int first, int number) {
    HttpClient client = HttpClient.newHttpClient();
    for (int i = first; i < first + number; i++) {
      Stream.of(
              request("/nothing-a" + i).GET(),
              request("/api/v1/nothing-b" + i).GET(),
              request("/api/v1/nothing-c" + i)
                  .header("Origin", "http://evil.example.com")
                  .POST(BodyPublishers.noBody()),
              request("/nothing-d" + i).method("BREW" + i, BodyPublishers.noBody()))
          .map(HttpRequest.Builder::build)
          .map(request -> client.sendAsync(request, BodyHandlers.discarding()))
          .toList()
          .forEach(answer -> assertThat(answer.join().statusCode()).isBetween(400, 499));
    }
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + path));
  }

  @Test
  void countsRequestsByPublishedPathAndTime() {
    given().get("/api/v1/flights/aircraft/4b1805/track");
    given().get("/api/v1/flights/aircraft/4b1806/track");
    given().get("/api/v1/telecom/summary");
    given().get("/page/main.js");

    Map<String, String> track =
        Map.of("method", "GET", "uri", "/api/v1/flights/aircraft/{icao24}/track");
    awaitRequest(track);
    awaitRequest(Map.of("uri", "/api/v1/telecom/summary", "status", "200", "outcome", "SUCCESS"));
    awaitRequest(Map.of("uri", "/page", "status", "200"));
    assertThat(
            page().samples(REQUESTS + "_bucket", track).stream()
                .map(bucket -> bucket.labels().get("le"))
                .distinct())
        .containsExactly(
            "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.0", "5.0", "+Inf");
    assertThat(page().labelValues(REQUESTS + "_count", "uri"))
        .noneMatch(uri -> uri.contains("4b18") || uri.contains("main.js"));
  }

  @Test
  void showsWhatBecameOfBatchJobs() {
    Instant noon = Instant.now().minus(Duration.ofHours(20)).truncatedTo(ChronoUnit.SECONDS);
    enter("flights", "a", noon, 0, "running", "1");
    enter("flights", "a", noon, 60, "succeeded", "2");
    enter("flights", "b", noon.plusSeconds(600), 30, "failed", "1");
    enter("flights", "c", noon.plusSeconds(900), 0, "running", "1");
    // Killed three days ago.
    Instant killed = noon.minus(Duration.ofDays(3));
    enter("flights", "z", killed, 0, "running", "1");
    enter("calls", "d", noon, 0, "running", "1");
    batchMeters.read();

    MetricsPage page = page();

    assertThat(job(page, "last_success_timestamp_seconds", "flights"))
        .isEqualTo(noon.getEpochSecond() + 60);
    assertThat(job(page, "last_failure_timestamp_seconds", "flights"))
        .isEqualTo(noon.getEpochSecond() + 630);
    assertThat(job(page, "last_duration_seconds", "flights")).isEqualTo(30);
    assertThat(job(page, "running", "flights")).isEqualTo(1);
    assertThat(job(page, "running_since_timestamp_seconds", "flights"))
        .isEqualTo(killed.getEpochSecond());
    assertThat(job(page, "running", "calls")).isEqualTo(1);
    assertThat(page.labelValues("millrace_batch_last_success_timestamp_seconds", "job"))
        .isEqualTo(Set.of("flights"));
    assertThat(page.labelValues("millrace_batch_last_duration_seconds", "job"))
        .isEqualTo(Set.of("flights"));

    enter("flights", "c", noon.plusSeconds(900), 10, "succeeded", "2");
    batchMeters.read();

    assertThat(job(page(), "last_success_timestamp_seconds", "flights"))
        .isEqualTo(noon.getEpochSecond() + 910);
    assertThat(job(page(), "last_duration_seconds", "flights")).isEqualTo(10);
    assertThat(job(page(), "running", "flights")).isZero();
  }

  @Test
  void showsNothingOfBatchJobsThatNeverRanOrWhileClickHouseIsAway() {
    batchMeters.read();
    assertThat(page().types().keySet()).noneMatch(name -> name.startsWith("millrace_batch_"));

    enter("flights", "a", Instant.now().minusSeconds(100), 60, "succeeded", "1");
    batchMeters.read();
    assertThat(page().types()).containsKey("millrace_batch_last_success_timestamp_seconds");

    EmbeddedDependencies.clickHouse().kill();
    try {
      batchMeters.read();
      assertThat(page().types().keySet()).noneMatch(name -> name.startsWith("millrace_batch_"));
    } finally {
      EmbeddedDependencies.restartClickHouse();
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              batchMeters.read();
              assertThat(page().types())
                  .containsKey("millrace_batch_last_success_timestamp_seconds");
            });
  }

  @Test
  void exposesWhatIsDocumentedAndNothingElse() throws Exception {
    enter("flights", "a", Instant.now().minusSeconds(100), 60, "succeeded", "1");
    enter("flights", "b", Instant.now().minusSeconds(100), 60, "failed", "1");
    enter("flights", "c", Instant.now().minusSeconds(100), 0, "running", "1");
    batchMeters.read();
    given().get("/api/v1/telecom/summary");
    given().queryParam("format", "csv").get("/api/v1/telecom/metrics").asByteArray();
    awaitRequest(Map.of("uri", "/api/v1/telecom/summary"));

    assertThat(
            DocumentedMetrics.of("Gateway")
                .differences(
                    page(),
                    "millrace_",
                    "millrace_batch_last_success_timestamp_seconds",
                    "millrace_batch_last_failure_timestamp_seconds",
                    "millrace_batch_last_duration_seconds",
                    "millrace_batch_running",
                    "millrace_batch_running_since_timestamp_seconds",
                    "millrace_gateway_query_seconds"))
        .isEmpty();
    assertThat(DocumentedMetrics.of("Gateway").differences(page(), "http_server_requests"))
        .isEmpty();
  }

  private static double job(MetricsPage page, String metric, String job) {
    return page.value("millrace_batch_" + metric, Map.of("job", job));
  }

  /** As the batch job enters it; {@code seconds} of a run that has ended. */
  private static void enter(
      String job, String run, Instant started, long seconds, String state, String entry) {
    String finished =
        state.equals("running")
            ? "NULL"
            : "fromUnixTimestamp64Milli("
                + started.plusSeconds(seconds).toEpochMilli()
                + ", 'UTC')";
    EmbeddedDependencies.execute(
        "INSERT INTO millrace.batch_runs (job, run_id, started_at, finished_at, state, entered_at)"
            + " SELECT '%s', '%s', fromUnixTimestamp64Milli(%d, 'UTC'), %s, '%s', now64(6) + %s"
                .formatted(job, run, started.toEpochMilli(), finished, state, entry));
  }

  /** A request is counted once its answer has been sent. */
  private static void awaitRequest(Map<String, String> labels) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(page().samples(REQUESTS + "_count", labels)).isNotEmpty());
  }

  private static MetricsPage page() {
    return new MetricsPage(given().accept("text/plain").get("/q/metrics").body().asString());
  }
}
