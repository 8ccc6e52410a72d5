package io.millrace.spark;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/**
 * Changes of {@code telecom_events}, and the table beside them, so that a test knows what the
 * windows must be.
 */
final class TelecomFeed extends ChangeFeed {

  static final String TOPIC = "telecom.public.telecom_events";

  private final Map<Long, Event> table = new HashMap<>();
  private final Random random = new Random(7);
  private final Instant start;
  private long nextId = 1;

  record Event(
      long id,
      Instant time,
      String type,
      String region,
      String subscriber,
      long seconds,
      String amount) {

    String json() {
      return ("{\"event_id\":%d,\"event_type\":\"%s\",\"event_time\":\"%s\","
              + "\"recorded_at\":\"%s\",\"region\":\"%s\",\"subscriber\":\"%s\","
              + "\"duration_seconds\":%d,\"megabytes\":\"1.250\",\"amount\":\"%s\"}")
          .formatted(id, type, time, time.plusSeconds(3600), region, subscriber, seconds, amount);
    }

    Event with(Instant newTime, long newSeconds) {
      return new Event(id, newTime, type, region, subscriber, newSeconds, amount);
    }
  }

  TelecomFeed(String bootstrapServers, Instant start) {
    super(bootstrapServers, TOPIC, "event_id");
    this.start = start;
  }

  /** A mixed load: inserts whose time moves on, one in ten an UPDATE, one in thirty a DELETE. */
  void play(int changes) throws ExecutionException, InterruptedException {
    for (int i = 0; i < changes; i++) {
      int dice = random.nextInt(30);
      List<Long> ids = List.copyOf(table.keySet().stream().limit(50).toList());
      if (dice == 0 && !ids.isEmpty()) {
        delete(ids.get(random.nextInt(ids.size())));
      } else if (dice <= 3 && !ids.isEmpty()) {
        Event old = table.get(ids.get(random.nextInt(ids.size())));
        update(old.with(old.time().plusSeconds(random.nextInt(120) - 60), random.nextInt(500)));
      } else {
        insert(
            start.plusMillis(records() * 40 + random.nextInt(5_000)),
            List.of("Astana", "Almaty", "Shymkent").get(random.nextInt(3)),
            "s" + random.nextInt(40));
      }
    }
    flush();
  }

  Event insert(Instant time, String region, String subscriber) {
    long id = nextId++;
    Event event =
        new Event(id, time, "CALL", region, subscriber, random.nextInt(500), "0." + (10 + id % 90));
    table.put(id, event);
    change(id, "c", null, event.json());
    return event;
  }

  void update(Event changed) {
    Event old = table.put(changed.id(), changed);
    change(changed.id(), "u", old.json(), changed.json());
  }

  void delete(long id) {
    Event old = table.remove(id);
    change(id, "d", old.json(), null);
    tombstone(id);
  }

  /** What each window must be, by its key. */
  Map<String, String> expectedWindows() {
    Map<String, List<Event>> windows = new TreeMap<>();
    for (Event event : table.values()) {
      String key =
          event.time().truncatedTo(ChronoUnit.MINUTES).getEpochSecond()
              + " "
              + event.type()
              + " "
              + event.region();
      windows.computeIfAbsent(key, k -> new ArrayList<>()).add(event);
    }
    Map<String, String> expected = new TreeMap<>();
    windows.forEach((key, events) -> expected.put(key, describe(events)));
    return expected;
  }

  private static String describe(List<Event> events) {
    long seconds = 0;
    BigDecimal amount = BigDecimal.ZERO;
    Set<String> subscribers = new HashSet<>();
    for (Event event : events) {
      seconds += event.seconds();
      amount = amount.add(new BigDecimal(event.amount()));
      subscribers.add(event.subscriber());
    }
    BigDecimal megabytes = new BigDecimal("1.250").multiply(BigDecimal.valueOf(events.size()));
    return "events=%d seconds=%d mb=%s amount=%s subscribers=%d"
        .formatted(
            events.size(), seconds, megabytes.setScale(3), amount.setScale(2), subscribers.size());
  }
}
