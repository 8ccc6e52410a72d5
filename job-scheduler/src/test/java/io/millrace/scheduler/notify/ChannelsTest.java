package io.millrace.scheduler.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.scheduler.history.Run;
import io.millrace.scheduler.history.RunState;
import io.millrace.scheduler.history.StepAttempt;
import io.millrace.scheduler.history.StepState;
import io.millrace.scheduler.history.Trigger;
import io.millrace.scheduler.job.StepName;
import io.millrace.scheduler.notify.Channel.Delivery;
import io.millrace.scheduler.notify.TelegramChannel.Bot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What channels do with each answer, from a server that answers as Telegram's Bot API does. */
class ChannelsTest {

  private static final String TOKEN = "123456:AAF-secret_of_tests";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<Event> ALL = EnumSet.allOf(Event.class);

  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;
  private volatile int status = 200;
  private volatile String answer = "{\"ok\":true,\"result\":{\"message_id\":1}}";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(java.util.concurrent.Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          received.add(
              JSON.createObjectNode()
                  .put("path", exchange.getRequestURI().getPath())
                  .set("body", JSON.readTree(exchange.getRequestBody())));
          if (status == 0) {
            awaitEnd();
          }
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status == 0 ? 200 : status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private TelegramChannel telegram() {
    return telegram(address());
  }

  private static TelegramChannel telegram(URI api) {
    return new TelegramChannel(
        Optional.of(new Bot(api, TOKEN, "-100200")), ALL, Duration.ofMillis(700), JSON);
  }

  private WebhookChannel webhook() {
    return new WebhookChannel(
        Optional.of(address().resolve("/hook")), ALL, Duration.ofMillis(700), JSON);
  }

  private static Announcement failure(String log) {
    Instant at = Instant.parse("2026-11-20T21:00:00Z");
    Run run =
        new Run(
            17,
            "telecom-daily",
            LocalDate.parse("2026-11-20"),
            Trigger.SCHEDULE,
            RunState.FAILED,
            at,
            at.plusSeconds(3600),
            at,
            at,
            at.plusSeconds(90),
            "step check failed: rows < 1 & none",
            false);
    StepAttempt step =
        new StepAttempt(
            1,
            StepName.CHECK,
            1,
            StepState.FAILED,
            at,
            at,
            1,
            null,
            Path.of("."),
            "",
            null,
            null,
            log,
            null);
    return new Announcement(5, Event.FAILURE, run, List.of(step));
  }

  @Test
  void sendsTelegramAMessageThatItCanParse() throws Exception {
    assertThat(telegram().deliver(failure("a <b> & c"))).isInstanceOf(Delivery.Delivered.class);
    JsonNode request = received.take();
    assertThat(request.path("path").asText()).isEqualTo("/bot" + TOKEN + "/sendMessage");
    JsonNode body = request.path("body");
    assertThat(body.path("chat_id").asText()).isEqualTo("-100200");
    assertThat(body.path("parse_mode").asText()).isEqualTo("HTML");
    assertThat(body.path("text").asText())
        .isEqualTo(
            "❌ <b>telecom-daily for 2026-11-20 failed</b>\nrun 17\nstep check failed: rows &lt; 1"
                + " &amp; none\n<pre>a &lt;b&gt; &amp; c</pre>");
  }

  @ParameterizedTest
  @CsvSource({"x", "<", "😀", "&<😀>"})
  void staysWithinTelegramsLimitAndKeepsTheEndOfTheLog(String unit) {
    String text = TelegramText.of(failure(unit.repeat(6_000) + "the end"));
    assertThat(text.length()).isBetween(TelegramText.LIMIT - 10, TelegramText.LIMIT);
    assertThat(text).endsWith("the end</pre>").contains("<pre>…");
    // No half of a character, no half of an escape.
    assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(text);
    assertThat(text.replaceAll("&(lt|gt|amp);", "")).doesNotContain("&");
  }

  @Test
  void waitsAsLongAsTelegramSays() throws Exception {
    status = 429;
    answer =
        "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests: retry after"
            + " 37\",\"parameters\":{\"retry_after\":37}}";
    assertThat(telegram().deliver(failure("")))
        .isEqualTo(
            new Delivery.Retry(
                "Telegram answered 429: Too Many Requests: retry after 37",
                Duration.ofSeconds(37)));
  }

  @ParameterizedTest
  @CsvSource({
    "400, Bad Request: chat not found, CHAT_ID",
    "401, Unauthorized, BOT_TOKEN",
    "403, Forbidden: bot was kicked, CHAT_ID",
    "404, Not Found, BOT_TOKEN"
  })
  void givesUpWhatTelegramWillNeverTakeAndSaysWhatToCheck(int code, String why, String remedy)
      throws Exception {
    status = code;
    answer = "{\"ok\":false,\"error_code\":" + code + ",\"description\":\"" + why + "\"}";
    Delivery delivery = telegram().deliver(failure(""));
    assertThat(delivery).isInstanceOf(Delivery.GivenUp.class);
    assertThat(((Delivery.GivenUp) delivery).reason())
        .startsWith(
            "Telegram answered " + code + ": " + why + "; check MILLRACE_SCHEDULER_TELEGRAM")
        .contains(remedy)
        .doesNotContain("secret");
  }

  @Test
  void triesAgainWhatMayPass() throws Exception {
    status = 502;
    answer = "<html>Bad Gateway</html>";
    retries(telegram(), "Telegram answered 502");
    retries(webhook(), "the webhook answered 502");
    // Slow: longer than the channel waits.
    status = 0;
    retries(telegram(), "Telegram cannot be reached: HttpTimeoutException");
    retries(webhook(), "the webhook cannot be reached: HttpTimeoutException");
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI nobody = URI.create("http://127.0.0.1:" + closed.getLocalPort());
      closed.close();
      retries(telegram(nobody), "Telegram cannot be reached: ConnectException");
    }
  }

  private static void retries(Channel channel, String reason) throws InterruptedException {
    assertThat(channel.deliver(failure(""))).isEqualTo(new Delivery.Retry(reason, Duration.ZERO));
  }

  @Test
  void postsJsonThatReceiversCanTellARepetitionBy() throws Exception {
    status = 204;
    answer = "";
    assertThat(webhook().deliver(failure("log"))).isInstanceOf(Delivery.Delivered.class);
    JsonNode body = received.take().path("body");
    assertThat(body.path("id").asLong()).isEqualTo(5);
    assertThat(body.path("event").asText()).isEqualTo("failure");
    assertThat(body.path("day").asText()).isEqualTo("2026-11-20");
    assertThat(body.path("logTail").asText()).isEqualTo("log");
    status = 410;
    assertThat(webhook().deliver(failure(""))).isInstanceOf(Delivery.GivenUp.class);
  }

  @Test
  void refusesSettingsWithoutShowingTheToken() {
    assertThatThrownBy(() -> new Bot(address(), "nonsense-secret", "1"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("MILLRACE_SCHEDULER_TELEGRAM_BOT_TOKEN")
        .hasMessageNotContaining("nonsense-secret");
    assertThatThrownBy(() -> new Bot(address(), TOKEN, " "))
        .hasMessageContaining("MILLRACE_SCHEDULER_TELEGRAM_CHAT_ID");
    assertThatThrownBy(() -> Event.read("key", List.of("sucess")))
        .hasMessage("key is \"sucess\"; allowed: success, failure, late, separated by commas");
    assertThat(new Bot(address(), TOKEN, "1").toString()).doesNotContain("secret");
  }

  @Test
  void waitsLongerAndLongerUpToAQuarterOfAnHour() {
    assertThat(List.of(1, 2, 5, 11, 200).stream().map(Postman::backoff).map(Duration::toSeconds))
        .containsExactly(1L, 2L, 16L, 900L, 900L);
  }
}
