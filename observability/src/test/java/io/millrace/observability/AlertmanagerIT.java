package io.millrace.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.millrace.runtime.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Alertmanager with the entry point's configuration, and real receivers. */
class AlertmanagerIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCRIPT =
      Installed.HOME.resolve("alertmanager/alertmanager.sh").toString();
  private static final String TOKEN = "123456:it's-a-token";

  @TempDir Path folder;

  private final Map<String, String> received = new ConcurrentHashMap<>();
  private HttpServer receiver;

  @BeforeEach
  void startReceiver() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          received.put(exchange.getRequestURI().getPath(), body);
          // What the Bot API answers to a message.
          byte[] answer =
              "{\"ok\":true,\"result\":{\"message_id\":1,\"date\":1,\"chat\":{\"id\":-100}}}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stopReceiver() {
    receiver.stop(0);
  }

  @Test
  void tellsTheWebhookAndTheChatOfAnAlert() throws Exception {
    int port = freePort();
    Path config = folder.resolve("alertmanager.yml");
    Map<String, String> environment =
        Map.of(
            "MILLRACE_ALERT_WEBHOOK_URL",
            address("/hook"),
            "MILLRACE_ALERT_TELEGRAM_BOT_TOKEN",
            TOKEN,
            "MILLRACE_ALERT_TELEGRAM_CHAT_ID",
            "-100",
            "MILLRACE_ALERT_TELEGRAM_API_URL",
            address(""),
            "MILLRACE_ALERTMANAGER_CONFIG",
            config.toString(),
            "GOMEMLIMIT",
            "64MiB");
    try (ChildProcess alertmanager =
        ChildProcess.startReady(
            new ChildProcess.Spec(
                "alertmanager",
                List.of(
                    "sh",
                    SCRIPT,
                    Installed.program("prometheus-alertmanager", "alertmanager"),
                    "--storage.path=" + folder.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + port,
                    "--cluster.listen-address="),
                environment,
                folder,
                folder.resolve("alertmanager.log")),
            () -> answers(port),
            Duration.ofSeconds(30))) {
      post(
          port,
          """
          [{"labels": {"alertname": "SlotLost", "severity": "critical", "source": "telecom"},
            "annotations": {"summary": "The slot of telecom is lost", "description": "WAL < needed",
                            "runbook_url": "docs/runbooks/SlotLost.md"}},
           {"labels": {"alertname": "SlotInactive", "severity": "critical", "source": "telecom"},
            "annotations": {"summary": "Nobody reads", "description": "", "runbook_url": ""}}]
          """);

      String chat = "/bot" + TOKEN + "/sendMessage";
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(received).as(alertmanager.output()).containsKeys("/hook", chat));

      JsonNode hook = JSON.readTree(received.get("/hook"));
      assertThat(hook.path("status").asText()).isEqualTo("firing");
      assertThat(hook.at("/alerts/0/labels/alertname").asText())
          .as("SlotInactive follows from it and is not told")
          .isEqualTo("SlotLost");
      assertThat(hook.at("/alerts/0/annotations/runbook_url").asText())
          .isEqualTo("docs/runbooks/SlotLost.md");
      JsonNode message = JSON.readTree(received.get(chat));
      assertThat(message.path("chat_id").asText()).isEqualTo("-100");
      assertThat(message.path("text").asText())
          .contains("<b>critical: SlotLost</b>")
          .contains("The slot of telecom is lost")
          .contains("WAL &lt; needed")
          .contains("docs/runbooks/SlotLost.md");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void writesAConfigurationThatAlertmanagerAcceptsForEachChoiceOfReceivers() throws Exception {
    Path secret = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    List<Map<String, String>> choices =
        List.of(
            Map.of(),
            Map.of("MILLRACE_ALERT_WEBHOOK_URL", "https://example.org/it's?a=b#c"),
            Map.of(
                "MILLRACE_ALERT_TELEGRAM_BOT_TOKEN_FILE",
                secret.toString(),
                "MILLRACE_ALERT_TELEGRAM_CHAT_ID",
                "42"));
    for (Map<String, String> choice : choices) {
      Path config = folder.resolve("checked.yml");
      Map<String, String> environment = new TreeMap<>(choice);
      environment.put("MILLRACE_ALERTMANAGER_CONFIG", config.toString());
      Installed.Result written = Installed.run(environment, "sh", SCRIPT, "true");
      assertThat(written.code()).as(written.output()).isZero();

      Installed.Result checked =
          Installed.run(Map.of(), Installed.program("amtool"), "check-config", config.toString());

      assertThat(checked.code()).as(checked.output()).isZero();
      assertThat(written.output().contains("no receiver is set")).isEqualTo(choice.isEmpty());
    }
  }

  @Test
  void refusesSettingsThatAreWrongOrHalfSet() throws Exception {
    assertRefused(
        Map.of("MILLRACE_ALERT_TELEGRAM_BOT_TOKEN", TOKEN),
        "MILLRACE_ALERT_TELEGRAM_CHAT_ID is not: set both");
    assertRefused(
        Map.of("MILLRACE_ALERT_TELEGRAM_CHAT_ID", "42"),
        "MILLRACE_ALERT_TELEGRAM_BOT_TOKEN is not: set both");
    assertRefused(
        Map.of(
            "MILLRACE_ALERT_TELEGRAM_CHAT_ID",
            "@people",
            "MILLRACE_ALERT_TELEGRAM_BOT_TOKEN",
            TOKEN),
        "MILLRACE_ALERT_TELEGRAM_CHAT_ID is @people; allowed: a whole number");
    assertRefused(
        Map.of(
            "MILLRACE_ALERT_TELEGRAM_CHAT_ID", "42",
            "MILLRACE_ALERT_TELEGRAM_BOT_TOKEN", "secret"),
        "is not a bot's token");
    assertRefused(
        Map.of("MILLRACE_ALERT_WEBHOOK_URL", "example.org"),
        "MILLRACE_ALERT_WEBHOOK_URL is example.org; allowed: an http:// or https:// address");
    assertRefused(
        Map.of("MILLRACE_ALERT_WEBHOOK_URL_FILE", folder.resolve("none").toString()),
        "which cannot be read");
    assertRefused(
        Map.of("MILLRACE_ALERT_WEBHOOK_URL", "http://a\n  - url: http://b"),
        "has more than one line");
  }

  private void assertRefused(Map<String, String> settings, String reason) throws Exception {
    Map<String, String> environment = new TreeMap<>(settings);
    environment.put("MILLRACE_ALERTMANAGER_CONFIG", folder.resolve("refused.yml").toString());
    Installed.Result result = Installed.run(environment, "sh", SCRIPT, "true");
    assertThat(result.code()).as(result.output()).isEqualTo(2);
    assertThat(result.output()).contains(reason).doesNotContain("secret");
    assertThat(folder.resolve("refused.yml")).doesNotExist();
  }

  private String address(String path) {
    return "http://127.0.0.1:" + receiver.getAddress().getPort() + path;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean answers(int port) throws InterruptedException {
    try {
      URI ready = URI.create("http://127.0.0.1:" + port + "/-/ready");
      return HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(ready).build(), HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static void post(int port, String alerts) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v2/alerts"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(alerts))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }
}
