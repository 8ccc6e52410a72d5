package io.millrace.gateway.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All feeds, read in turn while somebody listens. */
@ApplicationScoped
class FeedHub {

  /** How often it is looked whether a feed is due, and whether a listener is behind. */
  static final int TICK_MILLIS = 250;

  /** Each listener holds a connection and a timer. */
  static final int MOST_LISTENERS = 200;

  private final List<FeedChannel> channels;
  private final AtomicInteger listeners = new AtomicInteger();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "feeds");
            thread.setDaemon(true);
            return thread;
          });

  FeedHub(@All List<LiveFeed> feeds, ObjectMapper json, MeterRegistry meters) {
    channels =
        feeds.stream()
            .map(feed -> new FeedChannel(feed, json))
            .sorted(Comparator.comparing(FeedChannel::name))
            .toList();
    meters.gauge("millrace.gateway.stream.listeners", listeners);
  }

  void begin(@Observes StartupEvent start) {
    clock.scheduleWithFixedDelay(
        () -> channels.forEach(FeedChannel::poll), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void end() {
    clock.shutdownNow();
  }

  /** All feeds by name. */
  List<FeedChannel> channels() {
    return channels;
  }

  /**
   * Takes one more listener.
   *
   * @return whether there was room
   */
  boolean enter() {
    if (listeners.incrementAndGet() > MOST_LISTENERS) {
      listeners.decrementAndGet();
      return false;
    }
    return true;
  }

  /** A listener has gone. */
  void exit() {
    listeners.decrementAndGet();
  }
}
