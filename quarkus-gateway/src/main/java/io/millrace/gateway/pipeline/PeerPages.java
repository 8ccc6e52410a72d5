package io.millrace.gateway.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** JSON pages of another Millrace process. */
final class PeerPages {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI address;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * @param address {@code http://host:port}
   */
  PeerPages(URI address, Duration timeout) {
    this.address = address;
    this.timeout = timeout;
    this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
  }

  /** The page at a path, whatever its status: {@code /health} answers 503 with the reasons. */
  JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address.resolve(path)).timeout(timeout).build();
    return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
  }
}
