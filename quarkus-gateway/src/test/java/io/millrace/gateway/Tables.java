package io.millrace.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.clickhouse.embedded.ClickHouseProcess;
import io.restassured.response.Response;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of a table as JSON, CSV and Parquet have them, each value as text that can be compared. */
public final class Tables {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private Tables() {}

  /** The rows of all pages of a JSON answer. */
  public static List<Map<String, String>> ofJson(String path, String rows) throws IOException {
    List<Map<String, String>> found = new ArrayList<>();
    for (String next = path; next != null; ) {
      Response answer = given().urlEncodingEnabled(false).get(next);
      assertThat(answer.statusCode()).isEqualTo(200);
      JsonNode page = JSON.readTree(answer.body().asByteArray());
      page.get(rows).forEach(row -> found.add(row(row)));
      next = page.path("next").textValue();
    }
    return found;
  }

  /** The rows of a CSV file, read by the letter of RFC 4180. */
  public static List<Map<String, String>> ofCsv(byte[] file) {
    List<List<String>> lines = new ArrayList<>();
    List<String> line = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    String text = new String(file, StandardCharsets.UTF_8);
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '\r')) {
        line.add(cell.toString());
        cell.setLength(0);
        if (c == '\r') {
          assertThat(text.charAt(++i)).isEqualTo('\n');
          lines.add(List.copyOf(line));
          line.clear();
        }
      } else {
        cell.append(c);
      }
    }
    assertThat(line).as("a last line that ends").isEmpty();
    List<Map<String, String>> rows = new ArrayList<>();
    for (List<String> values : lines.subList(1, lines.size())) {
      Map<String, String> row = new LinkedHashMap<>();
      assertThat(values).hasSameSizeAs(lines.get(0));
      for (int i = 0; i < values.size(); i++) {
        row.put(lines.get(0).get(i), comparable(values.get(i)));
      }
      rows.add(Collections.unmodifiableMap(row));
    }
    return rows;
  }

  /** The rows of a Parquet file, read by ClickHouse. */
  public static List<Map<String, String>> ofParquet(byte[] file)
      throws IOException, InterruptedException {
    Path copy = Files.createTempFile("millrace-download", ".parquet");
    try {
      Files.write(copy, file);
      ClickHouseProcess clickHouse = EmbeddedDependencies.clickHouse();
      String login = clickHouse.user() + ":" + clickHouse.password();
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create(
                              "http://127.0.0.1:"
                                  + clickHouse.port()
                                  + "/?date_time_output_format=iso"
                                  + "&output_format_json_quote_64bit_integers=0"))
                      .header(
                          "Authorization",
                          "Basic " + Base64.getEncoder().encodeToString(login.getBytes()))
                      .POST(
                          HttpRequest.BodyPublishers.ofString(
                              "SELECT * FROM file('" + copy + "', Parquet) FORMAT JSONEachRow"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      List<Map<String, String>> rows = new ArrayList<>();
      for (String line : answer.body().lines().toList()) {
        rows.add(row(JSON.readTree(line)));
      }
      return rows;
    } finally {
      Files.delete(copy);
    }
  }

  private static Map<String, String> row(JsonNode node) {
    Map<String, String> row = new LinkedHashMap<>();
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      JsonNode value = node.get(name);
      List<String> parts = new ArrayList<>();
      if (value.isArray()) {
        value.forEach(part -> parts.add(part.textValue()));
      }
      row.put(name, value.isArray() ? String.join(",", parts) : comparable(value));
    }
    return Collections.unmodifiableMap(row);
  }

  private static String comparable(JsonNode value) {
    return value.isNull() ? "" : comparable(value.asText());
  }

  /** Numbers without trailing zeros, instants without trailing zeros. */
  private static String comparable(String text) {
    if (text.matches("-?\\d+(\\.\\d+)?(E-?\\d+)?")) {
      return new BigDecimal(text).stripTrailingZeros().toPlainString();
    }
    try {
      return Instant.parse(text).toString();
    } catch (DateTimeParseException e) {
      return text;
    }
  }
}
