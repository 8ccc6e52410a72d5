package io.millrace.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the gateway shows besides its answers: OpenAPI, Swagger UI, metrics, the landing page. */
@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class PublishedInterfaceTest {

  @Test
  void describesEachEndpointInOpenApi() {
    JsonPath document = given().queryParam("format", "json").get("/q/openapi").jsonPath();

    assertThat(document.getString("openapi")).startsWith("3.");
    assertThat(document.getString("info.title")).isEqualTo("Millrace gateway");
    Map<String, Map<String, Object>> paths = document.getMap("paths");
    assertThat(paths)
        .containsOnlyKeys(
            "/api/v1/telecom/metrics",
            "/api/v1/telecom/regions/top",
            "/api/v1/telecom/summary",
            "/api/v1/telecom/timeline",
            "/api/v1/telecom/daily",
            "/api/v1/telecom/percentiles",
            "/api/v1/telecom/daily-stats",
            "/api/v1/telecom/restatements",
            "/api/v1/flights/countries",
            "/api/v1/flights/live",
            "/api/v1/flights/aircraft/{icao24}/track",
            "/api/v1/flights/quality",
            "/api/v1/flights/statistics",
            "/api/v1/retail/sales",
            "/api/v1/retail/categories/top",
            "/api/v1/retail/payment-methods",
            "/api/v1/retail/locations",
            "/api/v1/retail/items",
            "/api/v1/retail/quarantine",
            "/api/v1/retail/quality",
            "/api/v1/dead-letters",
            "/api/v1/dead-letters/summary",
            "/api/v1/dead-letters/{id}",
            "/api/v1/dead-letters/{id}/value",
            "/api/v1/dead-letters/{id}/replay",
            "/api/v1/late-events",
            "/api/v1/pipeline",
            "/api/v1/pipeline/freshness",
            "/api/v1/session",
            "/api/v1/stream");
    assertThat(parameters(document, "telecom/metrics"))
        .containsExactly("from", "to", "eventType", "region", "limit", "cursor", "format");
    assertThat(parameters(document, "telecom/regions/top"))
        .containsExactly("by", "from", "to", "eventType", "limit", "format");
    assertThat(parameters(document, "telecom/summary")).containsExactly("from", "to");
    assertThat(parameters(document, "telecom/timeline"))
        .containsExactly("from", "to", "step", "by", "eventType", "region", "format");
    assertThat(parameters(document, "telecom/daily")).containsExactly("from", "to", "format");
    assertThat(parameters(document, "telecom/percentiles"))
        .containsExactly(
            "from", "to", "eventType", "region", "hour", "measure", "method", "format");
    assertThat(parameters(document, "telecom/daily-stats"))
        .containsExactly("from", "to", "eventType", "region", "format");
    assertThat(parameters(document, "telecom/restatements"))
        .containsExactly("from", "to", "eventType", "region", "limit", "cursor", "format");
    assertThat(parameters(document, "flights/countries"))
        .containsExactly("from", "to", "country", "limit", "format");
    assertThat(parameters(document, "flights/live"))
        .containsExactly("bbox", "at", "maxAge", "country", "callsign", "limit", "format");
    assertThat(parameters(document, "flights/aircraft/{icao24}/track"))
        .containsExactly("from", "to", "limit", "cursor", "format");
    assertThat(parameters(document, "flights/quality")).containsExactly("from", "to", "format");
    assertThat(parameters(document, "flights/statistics"))
        .containsExactly("from", "to", "country", "limit", "cursor", "format");
    assertThat(parameters(document, "dead-letters"))
        .containsExactly("topic", "reason", "origin", "from", "to", "limit", "cursor");
    assertThat(parameters(document, "dead-letters/summary")).containsExactly("from", "to");
    assertThat(parameters(document, "late-events"))
        .containsExactly("domain", "from", "to", "limit", "cursor");
    assertThat(
            document.<String, Object>getMap(
                "paths.'/api/v1/dead-letters/{id}/replay'.post.responses"))
        .containsKeys("202", "400", "404", "409", "503");
  }

  @Test
  void offersExactlyTheParametersItDescribes() {
    JsonPath document = given().queryParam("format", "json").get("/q/openapi").jsonPath();

    for (String path : readable(document.getMap("paths"))) {
      String endpoint = path.substring("/api/v1/".length());
      Response answer =
          given()
              .queryParam("x", "1")
              .get(path.replace("{icao24}", "4b1816").replace("{id}", "0-1"));
      List<String> parameters = parameters(document, endpoint);
      assertThat(answer.<String>path("errors[0].allowed"))
          .isEqualTo(parameters.isEmpty() ? "no parameters" : String.join(", ", parameters));
    }
  }

  private static List<String> readable(Map<String, Map<String, Object>> paths) {
    return paths.keySet().stream()
        .filter(path -> paths.get(path).containsKey("get"))
        // It is about the request itself and reads no parameters.
        .filter(path -> !path.equals("/api/v1/session"))
        .toList();
  }

  @Test
  void describesGeoJsonWherePositionsAreOffered() {
    JsonPath document = given().queryParam("format", "json").get("/q/openapi").jsonPath();

    for (String path : List.of("live", "aircraft/{icao24}/track")) {
      String get = "paths.'/api/v1/flights/" + path + "'.get.";
      assertThat(document.<String, Object>getMap(get + "responses.'200'.content"))
          .containsOnlyKeys(
              "application/json",
              "application/geo+json",
              "text/csv",
              "application/vnd.apache.parquet");
    }
    String track = "paths.'/api/v1/flights/aircraft/{icao24}/track'.get.";
    assertThat(document.getList(track + "parameters.findAll { it.in == 'path' }.name"))
        .containsExactly("icao24");
    assertThat(document.<String, Object>getMap(track + "responses")).containsKey("404");
  }

  @Test
  void servesSwaggerUi() {
    Response answer = given().get("/q/swagger-ui/");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().asString()).contains("swagger-ui");
  }

  @Test
  void measuresQueriesRequestsAndTheJvm() {
    given().get("/api/v1/telecom/summary");

    String metrics = given().get("/q/metrics").body().asString();

    assertThat(metrics)
        .contains("millrace_gateway_query_seconds_count{endpoint=\"summary\",outcome=\"answered\"}")
        .contains(
            "millrace_gateway_query_seconds_bucket{endpoint=\"summary\",outcome=\"answered\",le=\"0.1\"}")
        .contains("http_server_requests_seconds_count{method=\"GET\"")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void servesALandingPageThatNeedsNothingFromElsewhere() {
    Response page = given().get("/");
    String html = page.body().asString();

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.header("Content-Security-Policy"))
        .startsWith("default-src 'none'; script-src 'self';");
    assertThat(html).doesNotContain("http://", "https://");
    assertThat(html).contains("/q/swagger-ui", "/q/openapi", "/q/health", "/q/metrics");
    Matcher references = Pattern.compile("(?:src|href)=\"(/[^\"]*)\"").matcher(html);
    Set<String> checked = new HashSet<>();
    while (references.find()) {
      if (checked.add(references.group(1)) && !references.group(1).equals("/q/health")) {
        assertThat(given().get(references.group(1)).statusCode())
            .as(references.group(1))
            .isEqualTo(200);
      }
    }
    assertThat(checked)
        .contains("/page/main.js", "/page/base.css", "/page/parts.css", "/page/views.css");
    assertThat(given().get("/geo/countries.json").body().asString()).contains("FeatureCollection");
  }

  @Test
  void servesEveryModuleThatThePageImportsAndEveryElementItLooksFor() {
    String html = given().get("/").body().asString();
    Pattern imports = Pattern.compile("from \"([^\"]+)\"");
    Pattern ids = Pattern.compile("byId\\(\"([a-z-]+)\"\\)");
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of("/page/main.js"));
    while (!open.isEmpty()) {
      String module = open.pop();
      if (!seen.add(module)) {
        continue;
      }
      Response answer = given().get(module);
      assertThat(answer.statusCode()).as(module).isEqualTo(200);
      if (module.startsWith("/page/")) {
        assertThat(answer.header("Cache-Control")).as(module).isEqualTo("no-cache");
        String text = answer.body().asString();
        ids.matcher(text)
            .results()
            .forEach(id -> assertThat(html).contains("id=\"" + id.group(1) + "\""));
        imports
            .matcher(text)
            .results()
            .forEach(found -> open.add(URI.create(module).resolve(found.group(1)).getPath()));
      }
    }
    assertThat(seen).contains("/page/flights/map.js").anyMatch(path -> path.startsWith("/lib/"));
  }

  private static List<String> parameters(JsonPath document, String endpoint) {
    List<Map<String, String>> described =
        document.getList("paths.'/api/v1/" + endpoint + "'.get.parameters");
    return (described == null ? List.<Map<String, String>>of() : described)
        .stream()
            .map(parameter -> resolved(document, parameter))
            .filter(parameter -> "query".equals(parameter.get("in")))
            .map(parameter -> parameter.get("name"))
            .toList();
  }

  private static Map<String, String> resolved(JsonPath document, Map<String, String> parameter) {
    String reference = parameter.get("$ref");
    return reference == null
        ? parameter
        : document.getMap(reference.substring("#/".length()).replace('/', '.'));
  }
}
