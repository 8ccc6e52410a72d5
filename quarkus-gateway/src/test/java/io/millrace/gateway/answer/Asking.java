package io.millrace.gateway.answer;

import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests as a client sends them, which neither adds headers nor unpacks what comes. */
final class Asking {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Asking() {}

  /** An answer to {@code path} with these headers, each a name and a value. */
  static HttpResponse<byte[]> get(String path, String... headers) {
    return send(path, headers).join();
  }

  /** The same, without waiting for it. */
  static CompletableFuture<HttpResponse<byte[]>> send(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** The one value of a header; empty without it. */
  static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  /** What a meter stands at; 0 if it is not there. */
  static double meter(String name, String... labels) {
    String metrics = new String(get("/q/metrics").body(), java.nio.charset.StandardCharsets.UTF_8);
    Pattern line = Pattern.compile("(?m)^" + name + "(\\{[^}]*})? (\\S+)$");
    Matcher matcher = line.matcher(metrics);
    double sum = 0;
    while (matcher.find()) {
      String found = String.valueOf(matcher.group(1));
      if (java.util.Arrays.stream(labels).allMatch(found::contains)) {
        sum += Double.parseDouble(matcher.group(2));
      }
    }
    return sum;
  }
}
