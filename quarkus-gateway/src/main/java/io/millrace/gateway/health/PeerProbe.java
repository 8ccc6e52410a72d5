package io.millrace.gateway.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Another Millrace process, by its own {@code /health}. */
final class PeerProbe implements Probe {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final URI health;
  private final Duration timeout;
  private final HttpClient client;

  PeerProbe(String name, URI url, Duration timeout) {
    this.name = name;
    this.health = URI.create(url.toString().replaceAll("/+$", "") + "/health");
    this.timeout = timeout;
    this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String address() {
    return health.toString();
  }

  @Override
  public String ask() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(health).timeout(timeout).build();
    HttpResponse<String> answer = send(request);
    JsonNode body = JSON.readTree(answer.body());
    boolean up = answer.statusCode() == 200 && body.path("status").asText().equals("UP");
    if (!up) {
      throw new IllegalStateException(
          "it answers HTTP " + answer.statusCode() + ", " + String.join("; ", down(body)));
    }
    return "HTTP 200, " + body.path("checks").size() + " checks up";
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (ConnectException e) {
      // The client's own message is empty and its cause speaks of a closed channel.
      throw new IOException("connection refused", null);
    }
  }

  private static List<String> down(JsonNode body) {
    List<String> down = new ArrayList<>();
    for (JsonNode check : body.path("checks")) {
      if (!check.path("status").asText().equals("UP")) {
        down.add(check.path("name").asText() + ": " + check.path("detail").asText());
      }
    }
    return down.isEmpty() ? List.of("status " + body.path("status").asText("missing")) : down;
  }
}
