package io.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulerClientTest {

  private HttpServer server;
  private volatile int status = 200;
  private volatile String answer = "{}";
  private volatile String seen = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          seen =
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private SchedulerClient client(Map<String, String> environment) {
    return new SchedulerClient(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()), environment);
  }

  @Test
  void sendsTheKeyOfTheEnvironment() throws Exception {
    status = 202;
    answer = "{\"id\": 17}";
    assertThat(
            client(Map.of(SchedulerClient.KEY, "mlr_x"))
                .post("/api/v1/jobs/a/runs", Map.of("day", "2026-11-20"))
                .path("id")
                .asInt())
        .isEqualTo(17);
    assertThat(seen).isEqualTo("POST /api/v1/jobs/a/runs Bearer mlr_x {\"day\":\"2026-11-20\"}");
  }

  @Test
  void passesTheSchedulersOwnWordsOn() {
    answer = "{\"detail\": \"there is no job \\\"b\\\"; there are a\"}";
    status = 404;
    assertThatThrownBy(() -> client(Map.of()).get("/api/v1/jobs/b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no job \"b\"; there are a");
    status = 401;
    assertThatThrownBy(() -> client(Map.of()).get("/api/v1/jobs"))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("; set MILLRACE_API_KEY to a key");
    server.stop(0);
    assertThatThrownBy(() -> client(Map.of()).get("/api/v1/jobs"))
        .hasMessageContaining("see ./millrace logs scheduler");
  }

  @Test
  void tablesAreAsWideAsWhatIsInThem() {
    TextTable table = new TextTable("JOB", "STATE");
    assertThat(printed(table)).isEqualTo("none\n");
    table.add("telecom-daily", "SUCCEEDED");
    table.add("b", "-");
    assertThat(printed(table))
        .isEqualTo("JOB            STATE\ntelecom-daily  SUCCEEDED\nb              -\n");
  }

  private static String printed(TextTable table) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
