package io.millrace.simulator.flights.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.runtime.InvalidSettingException;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The token of an API client, fetched when it is first needed and again when it has run out. */
final class AccessToken {

  private static final int OK = 200;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  // Fetched a little early, so that it does not run out on its way.
  private static final long MARGIN_SECONDS = 30;
  private static final double USUAL_LIFE_SECONDS = 1_800;

  private final LiveConfig.Credentials credentials;
  private final Exchange exchange;
  private @Nullable String value;
  private long endsNanos;

  AccessToken(LiveConfig.Credentials credentials, Exchange exchange) {
    this.credentials = credentials;
    this.exchange = exchange;
  }

  /**
   * A token that should still be good.
   *
   * @throws InvalidSettingException if the server refuses the client
   * @throws IOException if it gives no answer, or none that helps
   */
  String value() throws IOException, InterruptedException {
    String known = value;
    if (known == null || System.nanoTime() - endsNanos >= 0) {
      known = fetch();
      value = known;
    }
    return known;
  }

  /** Says that the API no longer takes it. */
  void forget() {
    value = null;
  }

  private String fetch() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(credentials.token())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "grant_type=client_credentials&client_id="
                        + encoded(credentials.clientId())
                        + "&client_secret="
                        + encoded(credentials.secret())))
            .build();
    HttpResponse<byte[]> response = exchange.send(request);
    if (response.statusCode() >= SERVER_ERROR || response.statusCode() == TOO_MANY_REQUESTS) {
      throw new PassingFailure(
          credentials.token() + " answers " + response.statusCode() + " instead of a token");
    }
    if (response.statusCode() != OK) {
      throw new InvalidSettingException(
          "MILLRACE_OPENSKY_CLIENT_SECRET",
          "refused by " + credentials + " with status " + response.statusCode(),
          "the secret of an API client, from the account page of opensky-network.org");
    }
    return parse(response.body());
  }

  private String parse(byte[] body) throws IOException {
    String token = null;
    double life = USUAL_LIFE_SECONDS;
    try (JsonParser parser = new JsonFactory().createParser(body)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken found = parser.nextToken();
        if (field.equals("access_token") && found == JsonToken.VALUE_STRING) {
          token = parser.getText();
        } else if (field.equals("expires_in") && found.isNumeric()) {
          life = parser.getDoubleValue();
        } else {
          parser.skipChildren();
        }
      }
    }
    if (token == null) {
      throw new PassingFailure(credentials.token() + " answers without an access_token");
    }
    endsNanos = System.nanoTime() + (long) (Math.max(0, life - MARGIN_SECONDS) * 1e9);
    return token;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
