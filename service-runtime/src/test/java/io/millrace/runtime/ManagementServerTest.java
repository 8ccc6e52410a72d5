package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ManagementServerTest {

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void answers503WhileOneCheckIsDownAnd200AfterItsReturn() throws Exception {
    int port = freePort();
    AtomicBoolean up = new AtomicBoolean(false);
    try (ManagementServer server = start(port)) {
      server.addCheck(
          "kafka",
          () ->
              up.get()
                  ? HealthCheck.Verdict.up("1 broker")
                  : HealthCheck.Verdict.down("no answer from \"127.0.0.1:1\""));

      HttpResponse<String> down = ask(port, "/health");
      assertThat(down.statusCode()).isEqualTo(503);
      assertThat(down.body())
          .startsWith("{\"status\":\"DOWN\",\"checks\":[{\"name\":\"kafka\",\"status\":\"DOWN\"")
          .contains("no answer from \\\"127.0.0.1:1\\\"");

      up.set(true);
      HttpResponse<String> well = ask(port, "/health");
      assertThat(well.statusCode()).isEqualTo(200);
      assertThat(well.body()).contains("\"status\":\"UP\"").contains("1 broker");
    }
  }

  @Test
  void isDownUntilItHasSomethingToCheck() throws Exception {
    int port = freePort();
    try (ManagementServer server = start(port)) {
      assertThat(ask(port, "/health").statusCode()).isEqualTo(503);

      server.addCheck("kafka", () -> HealthCheck.Verdict.up("1 broker"));

      assertThat(ask(port, "/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void countsACheckThatThrowsAsDown() throws Exception {
    int port = freePort();
    try (ManagementServer server = start(port)) {
      server.addCheck(
          "broken",
          () -> {
            throw new IllegalStateException("boom");
          });

      assertThat(ask(port, "/health").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void servesMetersForPrometheus() throws Exception {
    int port = freePort();
    try (ManagementServer server = start(port)) {
      server.registry().counter("millrace.test.events").increment(3);

      assertThat(ask(port, "/metrics").body())
          .contains("millrace_test_events_total 3.0")
          .contains("jvm_memory_used_bytes");
    }
  }

  @Test
  void namesTheSettingWhenThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThatThrownBy(() -> start(taken.getLocalPort()))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContaining("MILLRACE_TEST_HTTP_PORT is " + taken.getLocalPort())
          .hasMessageContaining("taken");
    }
  }

  private static ManagementServer start(int port) {
    return ManagementServer.start(
        Settings.of(Map.of("MILLRACE_TEST_HTTP_PORT", Integer.toString(port))),
        "MILLRACE_TEST_HTTP_PORT",
        1);
  }

  private HttpResponse<String> ask(int port, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
