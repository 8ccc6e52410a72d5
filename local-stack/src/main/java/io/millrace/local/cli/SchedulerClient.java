package io.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Asks the scheduler's REST API. */
final class SchedulerClient {

  /** What holds an API key, where the stack wants one. */
  static final String KEY = "MILLRACE_API_KEY";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI address;
  private final String key;

  /**
   * @param environment may hold {@value #KEY}
   */
  SchedulerClient(URI address, Map<String, String> environment) {
    this.address = address;
    this.key = environment.getOrDefault(KEY, "").strip();
  }

  /**
   * What is at a path.
   *
   * @throws IOException with the scheduler's own words if it refuses
   */
  JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  /** Has something done; the same for errors. */
  JsonNode post(String path, Map<String, String> body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(30));
    return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response;
    try {
      response = client.send(request.build(), BodyHandlers.ofString());
    } catch (java.net.ConnectException e) {
      throw new IOException(
          "the scheduler does not answer at " + address + ": see ./millrace logs scheduler", e);
    }
    JsonNode answer =
        response.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(response.body());
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return answer;
    }
    String detail = answer.path("detail").asText("the scheduler answered " + status);
    if (status == 400 || status == 404) {
      throw new IllegalArgumentException(detail);
    }
    throw new IOException(
        status == 401 || status == 403 ? detail + "; set " + KEY + " to a key" : detail);
  }
}
