package io.millrace.scheduler.notify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.scheduler.config.SchedulerConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A POST of JSON to an address of the operator's. Any answer of 2xx will do. */
@Singleton
class WebhookChannel implements Channel {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Optional<URI> address;
  private final Set<Event> events;
  private final HttpSender sender;
  private final ObjectMapper json;

  @Inject
  WebhookChannel(SchedulerConfig config, ObjectMapper json) {
    this(
        config.webhook().url(),
        Event.read("millrace.scheduler.webhook.on", config.webhook().on()),
        TIMEOUT,
        json);
  }

  WebhookChannel(Optional<URI> address, Set<Event> events, Duration timeout, ObjectMapper json) {
    address
        .filter(url -> url.getHost() == null || !String.valueOf(url.getScheme()).matches("https?"))
        .ifPresent(
            url -> {
              throw new InvalidSettingException(
                  "MILLRACE_SCHEDULER_WEBHOOK_URL",
                  "without http, https or a host",
                  "an address such as https://example.org/hook");
            });
    this.address = address;
    this.events = address.isPresent() ? events : Set.of();
    this.sender = new HttpSender(timeout);
    this.json = json;
  }

  @Override
  public Name name() {
    return Name.WEBHOOK;
  }

  @Override
  public Set<Event> events() {
    return events;
  }

  @Override
  public Delivery deliver(Announcement announcement) throws InterruptedException {
    try {
      int status = sender.post(address.orElseThrow(), body(announcement)).statusCode();
      if (status >= 200 && status < 300) {
        return new Delivery.Delivered();
      }
      String reason = "the webhook answered " + status;
      return status >= 300 && status < 500 && status != 408 && status != 429
          ? new Delivery.GivenUp(
              reason + "; check MILLRACE_SCHEDULER_WEBHOOK_URL and what is behind it")
          : new Delivery.Retry(reason, Duration.ZERO);
    } catch (IOException e) {
      return new Delivery.Retry("the webhook cannot be reached: " + e.getMessage(), Duration.ZERO);
    }
  }

  private String body(Announcement announcement) {
    ObjectNode body = json.createObjectNode();
    body.put("id", announcement.id());
    body.put("event", announcement.event().id());
    body.put("job", announcement.run().job());
    body.put("day", announcement.run().day().toString());
    body.put("run", announcement.run().id());
    body.put("state", announcement.run().state().name());
    body.put("trigger", announcement.run().trigger().name());
    body.put("text", announcement.headline());
    body.put("reason", announcement.reason().orElse(null));
    body.put("logTail", announcement.logTail().orElse(null));
    return body.toString();
  }
}
