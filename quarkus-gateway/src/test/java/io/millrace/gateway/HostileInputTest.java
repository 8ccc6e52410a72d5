package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.gateway.deadletters.LetterTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every GET endpoint of the served OpenAPI document, each of its parameters with each hostile text:
 * an endpoint that is added is tested by being described.
 */
@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class HostileInputTest {

  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(20);

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> HOSTILE =
      List.of(
          "'; DROP TABLE telecom.real_time_partials; --",
          "x' OR '1'='1",
          "1) UNION ALL SELECT 1 --",
          "1; TRUNCATE TABLE opensky.flights_streaming",
          "\" OR \"\"=\"",
          "`;--",
          "\\' OR 1=1 /*",
          "*/ 1 /*",
          "?",
          "{p0:String}",
          "${jndi:ldap://127.0.0.1/x}",
          "#{7*7}",
          "%s%n%x%99999999d",
          "a\u0000b",
          "\u0000",
          "a\r\nX-Injected: 1\r\n\r\n<html>",
          "\u202Emoc.live\uFEFF",
          "𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
          "\uD800",
          "../../../../etc/passwd",
          "..\\..\\windows\\win.ini",
          "%2e%2e%2f",
          "file:///etc/passwd",
          "[\"a\"]",
          "{\"$gt\":\"\"}",
          "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>",
          "<script>alert(1)</script>",
          "-1",
          "0",
          "1e309",
          "NaN",
          "99999999999999999999999999999999",
          "-9223372036854775809",
          "+999999999-12-31T23:59:59Z",
          "0000-00-00",
          "",
          " ",
          "x".repeat(3000));

  private static LetterTopics letters;

  @BeforeAll
  static void startWhatEndpointsAsk() throws Exception {
    letters = LetterTopics.start();
  }

  @AfterAll
  static void stopWhatEndpointsAsk() throws Exception {
    letters.close();
  }

  @Test
  void answersWithAProblemOrSanelyAndChangesNothing() throws Exception {
    OpenApiDocument served = OpenApiDocument.served();
    Map<String, String> before = tables();
    List<String> wrong = new ArrayList<>();
    int sent = 0;

    for (Map.Entry<String, Operation> entry : served.operations().entrySet()) {
      String name = entry.getKey();
      if (name.startsWith("GET ") && !isEndless(entry.getValue())) {
        List<Parameter> parameters = served.parameters(entry.getValue());
        for (Parameter parameter : parameters) {
          for (String hostile : HOSTILE) {
            String target = target(name.substring("GET ".length()), parameters, parameter, hostile);
            judge(target, wrong);
            sent++;
          }
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(sent).isGreaterThan(1000);
    assertThat(tables()).isEqualTo(before);
  }

  /** A stream of events does not end, so it has its own tests. */
  private static boolean isEndless(Operation operation) {
    return operation.getResponses().get("200") != null
        && operation.getResponses().get("200").getContent() != null
        && operation.getResponses().get("200").getContent().containsKey("text/event-stream");
  }

  private static String target(
      String path, List<Parameter> parameters, Parameter attacked, String hostile) {
    String target = path;
    for (Parameter parameter : parameters) {
      if (parameter.getIn().equals("path")) {
        String value = parameter == attacked ? hostile : String.valueOf(parameter.getExample());
        target = target.replace("{" + parameter.getName() + "}", encoded(value));
      }
    }
    return attacked.getIn().equals("query")
        ? target + "?" + attacked.getName() + "=" + encoded(hostile)
        : target;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static void judge(String target, List<String> wrong) throws Exception {
    HttpResponse<String> answer =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + target))
                .timeout(ANSWERED_WITHIN)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    String type = answer.headers().firstValue("Content-Type").orElse("");
    boolean problem =
        List.of(400, 404).contains(answer.statusCode())
            && type.startsWith("application/problem+json")
            && JSON.readTree(answer.body()).path("status").asInt() == answer.statusCode();
    boolean sane =
        answer.statusCode() == 200
            && type.startsWith("application/json")
            && JSON.readTree(answer.body()).isObject();
    boolean echoed = answer.headers().firstValue("X-Injected").isPresent();
    // An answer does not grow with what was sent.
    if (!(problem || sane) || echoed || (problem && answer.body().length() > 8000)) {
      wrong.add(
          "%s: %d %s %.300s"
              .formatted(
                  target.length() > 200 ? target.substring(0, 200) + "…" : target,
                  answer.statusCode(),
                  type,
                  answer.body()));
    }
  }

  /** Of each table of the platform its columns, rows and a hash of them. */
  private static Map<String, String> tables() throws SQLException {
    Map<String, String> tables = new TreeMap<>();
    try (Connection connection =
            DriverManager.getConnection(
                EmbeddedDependencies.clickHouse().jdbcUrl(),
                EmbeddedDependencies.clickHouse().user(),
                EmbeddedDependencies.clickHouse().password());
        Statement statement = connection.createStatement()) {
      try (ResultSet found =
          statement.executeQuery(
              "SELECT concat(database, '.', name), create_table_query FROM system.tables"
                  + " WHERE database IN ('millrace', 'telecom', 'opensky', 'retail')")) {
        while (found.next()) {
          tables.put(found.getString(1), found.getString(2));
        }
      }
      for (Map.Entry<String, String> table : tables.entrySet()) {
        try (ResultSet found =
            statement.executeQuery(
                "SELECT concat(toString(count()), ' ', toString(groupBitXor(cityHash64("
                    + "toString(tuple(*)))))) FROM "
                    + table.getKey())) {
          found.next();
          table.setValue(table.getValue() + " " + found.getString(1));
        }
      }
    }
    return tables;
  }
}
