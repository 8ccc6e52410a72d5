package io.millrace.gateway.stream;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Scanner;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events as the WHATWG's HTML standard, section 9.2, has them. */
final class EventStream implements AutoCloseable {

  private final InputStream body;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  record Event(String name, String id, String data) {}

  EventStream(URI address, @Nullable String lastEventId) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(10));
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw new IOException("HTTP " + answer.statusCode());
    }
    body = answer.body();
    Thread reader = new Thread(this::read, "events");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    Map<String, String> fields = new HashMap<>();
    try (Scanner lines = new Scanner(body, StandardCharsets.UTF_8)) {
      while (lines.hasNextLine()) {
        String line = lines.nextLine();
        if (!line.isEmpty()) {
          String[] field = line.split(":", 2);
          fields.put(field[0], field[1].stripLeading());
        } else {
          if (fields.containsKey("data")) {
            events.add(
                new Event(
                    fields.getOrDefault("event", "message"),
                    fields.getOrDefault("id", ""),
                    fields.get("data")));
          }
          fields.clear();
        }
      }
    }
  }

  /** The next event of a name; events of other names before it are passed over. */
  Event next(String name, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Event event;
    do {
      event =
          Objects.requireNonNull(
              events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS),
              () -> "no event " + name + " within " + patience);
    } while (!event.name().equals(name));
    return event;
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
