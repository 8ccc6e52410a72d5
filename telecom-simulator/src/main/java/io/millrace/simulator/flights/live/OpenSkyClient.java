package io.millrace.simulator.flights.live;

import io.millrace.runtime.InvalidSettingException;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks the API once, with a token if there is one. Statuses and headers are those of OpenSky's REST
 * documentation, "Limitations".
 */
final class OpenSkyClient {

  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final long LONGEST_RETRY_SECONDS = 86_400;

  private final LiveConfig config;
  private final Exchange exchange;
  private final Optional<AccessToken> token;

  /**
   * An answer.
   *
   * @param body a snapshot, perhaps compressed with gzip
   * @param remaining credits that are left for the day, if the API says so
   */
  record Answer(byte[] body, OptionalLong remaining) {}

  OpenSkyClient(LiveConfig config) {
    this.config = config;
    this.exchange = new Exchange(config.timeout());
    this.token = config.credentials().map(credentials -> new AccessToken(credentials, exchange));
  }

  /**
   * A snapshot. A token that the API refuses is renewed once.
   *
   * @throws PassingFailure if the API is overloaded, or has had enough of us
   * @throws InvalidSettingException if it refuses the client or the question
   * @throws IOException if it gives no answer
   */
  Answer ask() throws IOException, InterruptedException {
    HttpResponse<byte[]> response = exchange.send(request());
    if (response.statusCode() == UNAUTHORIZED && token.isPresent()) {
      token.get().forget();
      response = exchange.send(request());
    }
    int status = response.statusCode();
    if (status == OK) {
      return new Answer(response.body(), number(response.headers(), "X-Rate-Limit-Remaining"));
    }
    String reason = config.states() + " answers " + status;
    if (status == TOO_MANY_REQUESTS) {
      OptionalLong seconds = number(response.headers(), "X-Rate-Limit-Retry-After-Seconds");
      throw seconds.isPresent()
          ? new PassingFailure(
              reason + ", credits are used up",
              Duration.ofSeconds(Math.min(LONGEST_RETRY_SECONDS, seconds.getAsLong())))
          : new PassingFailure(reason);
    }
    if (status >= SERVER_ERROR) {
      throw new PassingFailure(reason);
    }
    throw status == UNAUTHORIZED
        ? new InvalidSettingException(
            "MILLRACE_OPENSKY_CLIENT_ID",
            config.credentials().map(Object::toString).orElse("(not set)"),
            "an API client that " + config.states() + " accepts; it answers 401")
        : new InvalidSettingException(
            "MILLRACE_OPENSKY_URL",
            config.question().toString(),
            "an address that answers with states; it answers " + status);
  }

  private HttpRequest request() throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(config.question())
            .header("Accept", "application/json")
            .header("Accept-Encoding", "gzip");
    if (token.isPresent()) {
      request.header("Authorization", "Bearer " + token.get().value());
    }
    return request.build();
  }

  private static OptionalLong number(HttpHeaders headers, String name) {
    try {
      return headers.firstValueAsLong(name);
    } catch (NumberFormatException e) {
      // Not a number is as good as not there.
      return OptionalLong.empty();
    }
  }
}
