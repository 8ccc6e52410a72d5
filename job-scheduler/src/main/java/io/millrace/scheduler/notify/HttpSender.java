package io.millrace.scheduler.notify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Posts JSON, within a time limit. */
final class HttpSender {

  private final HttpClient client;
  private final Duration timeout;

  /**
   * @param timeout for a connection, and again for the answer
   */
  HttpSender(Duration timeout) {
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            // Whom the operator did not name is told nothing.
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * The answer.
   *
   * @throws IOException without the address, which may hold a secret
   */
  HttpResponse<String> post(URI address, String json) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IOException(e.getClass().getSimpleName());
    }
  }
}
