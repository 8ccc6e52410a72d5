package io.millrace.scheduler.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.scheduler.config.SchedulerConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A message by {@code sendMessage} of Telegram's Bot API. The token is in the address, as the API
 * wants it, and in no message, log or exception.
 */
@Singleton
class TelegramChannel implements Channel {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Pattern TOKEN = Pattern.compile("[0-9]+:[A-Za-z0-9_-]+");
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /**
   * Where and to whom.
   *
   * @param api without a path, such as {@code https://api.telegram.org}
   */
  record Bot(URI api, String token, String chat) {

    /**
     * Checks token and chat.
     *
     * @throws InvalidSettingException without the token
     */
    Bot {
      if (!TOKEN.matcher(token).matches()) {
        throw new InvalidSettingException(
            "MILLRACE_SCHEDULER_TELEGRAM_BOT_TOKEN",
            "no token (it is not shown)",
            "what BotFather gave, digits:letters");
      }
      if (chat.isBlank()) {
        throw new InvalidSettingException(
            "MILLRACE_SCHEDULER_TELEGRAM_CHAT_ID",
            "(not set)",
            "a chat's number or @channel, since there is a token");
      }
    }

    URI sendMessage() {
      String base = api.toString().replaceAll("/+$", "");
      return URI.create(base + "/bot" + token + "/sendMessage");
    }

    @Override
    public String toString() {
      return "bot of " + api;
    }
  }

  private final Optional<Bot> bot;
  private final Set<Event> events;
  private final HttpSender sender;
  private final ObjectMapper json;

  @Inject
  TelegramChannel(SchedulerConfig config, ObjectMapper json) {
    this(
        bot(config.telegram()),
        Event.read("millrace.scheduler.telegram.on", config.telegram().on()),
        TIMEOUT,
        json);
  }

  TelegramChannel(Optional<Bot> bot, Set<Event> events, Duration timeout, ObjectMapper json) {
    this.bot = bot;
    this.events = bot.isPresent() ? events : Set.of();
    this.sender = new HttpSender(timeout);
    this.json = json;
  }

  private static Optional<Bot> bot(SchedulerConfig.Telegram config) {
    return config
        .botToken()
        .map(token -> new Bot(config.url(), token.strip(), config.chatId().orElse("")));
  }

  @Override
  public Name name() {
    return Name.TELEGRAM;
  }

  @Override
  public Set<Event> events() {
    return events;
  }

  @Override
  public Delivery deliver(Announcement announcement) throws InterruptedException {
    Bot to = bot.orElseThrow();
    String body =
        json.createObjectNode()
            .put("chat_id", to.chat())
            .put("text", TelegramText.of(announcement))
            .put("parse_mode", "HTML")
            .put("disable_web_page_preview", true)
            .toString();
    try {
      return judge(sender.post(to.sendMessage(), body));
    } catch (IOException e) {
      return new Delivery.Retry("Telegram cannot be reached: " + e.getMessage(), Duration.ZERO);
    }
  }

  private Delivery judge(HttpResponse<String> response) {
    JsonNode answer = read(response.body());
    int status = response.statusCode();
    if (status == 200 && answer.path("ok").asBoolean()) {
      return new Delivery.Delivered();
    }
    String reason =
        "Telegram answered "
            + status
            + (answer.has("description") ? ": " + answer.path("description").asText() : "");
    if (status == 429) {
      Duration wait =
          Duration.ofSeconds(Math.max(1, answer.path("parameters").path("retry_after").asLong()));
      return new Delivery.Retry(reason, wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
    }
    if (status < 400 || status >= 500) {
      return new Delivery.Retry(reason, Duration.ZERO);
    }
    String remedy =
        switch (status) {
          case 401, 404 -> "; check MILLRACE_SCHEDULER_TELEGRAM_BOT_TOKEN";
          case 400, 403 ->
              "; check MILLRACE_SCHEDULER_TELEGRAM_CHAT_ID, and that the bot is in that chat";
          default -> "";
        };
    return new Delivery.GivenUp(reason + remedy);
  }

  private JsonNode read(String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      // A proxy's page, for instance; the status says enough.
      return MissingNode.getInstance();
    }
  }
}
