package io.millrace.gateway.answer;

import static io.millrace.gateway.answer.Asking.get;
import static io.millrace.gateway.answer.Asking.header;
import static io.millrace.gateway.answer.Asking.meter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.gateway.EmbeddedDependencies;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that ask for much and take nothing, where 5 MB may be on their way at once. */
@QuarkusTest
@QuarkusTestResource(
    value = EmbeddedDependencies.class,
    restrictToAnnotatedClass = true,
    initArgs = @ResourceArg(name = "millrace.gateway.in-flight", value = "5M"))
class SlowClientsTest {

  private static final String LIVE = "/api/v1/flights/live?at=2026-04-01T10:00:30Z&limit=1900";
  private static final int CLIENTS = 2;
  private static final int REQUESTS = 4;

  @Test
  void turnsAwayWhatDoesNotFitBesideAnswersThatNobodyTakesAndGoesOnOnceTheyAreGone()
      throws IOException {
    EmbeddedDependencies.execute(
        "INSERT INTO opensky.flights_streaming (icao24, observed_at, latitude, longitude, sign,"
            + " flight_id) SELECT leftPad(lower(hex(number)), 6, '0'), toDateTime64('2026-04-01"
            + " 10:00:00', 6, 'UTC'), 50, 60, 1, number FROM numbers(19000)");
    String all = LIVE + "0";
    List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(asking(all + "&maxAge=" + (100 + i)));
      }
      await()
          .during(Duration.ofSeconds(3))
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                HttpResponse<byte[]> answer = get(all);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(header(answer, "Retry-After")).isEqualTo("1");
                assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                    .contains(
                        "5,242,880 bytes of answers are on their way to slow clients already");
              });
      assertThat(meter("millrace_gateway_answers_in_flight_bytes")).isBetween(1e6, 5.25e6);
      assertThat(meter("millrace_gateway_answers_turned_away_total")).isPositive();
      assertThat(get(LIVE.replace("1900", "10")).statusCode()).isEqualTo(200);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(meter("millrace_gateway_answers_in_flight_bytes")).isZero();
              assertThat(get(all).statusCode()).isEqualTo(200);
            });
  }

  /** Sends requests, more than the kernel has room for answers, and reads nothing of what comes. */
  private static Socket asking(String path) throws IOException {
    Socket client = new Socket();
    client.setReceiveBufferSize(4 * 1_024);
    client.connect(new InetSocketAddress("127.0.0.1", RestAssured.port));
    client
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                .repeat(REQUESTS)
                .getBytes(StandardCharsets.US_ASCII));
    return client;
  }
}
