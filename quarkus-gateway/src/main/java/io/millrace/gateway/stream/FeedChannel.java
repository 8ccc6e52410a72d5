package io.millrace.gateway.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One feed, read for all who listen to it. */
final class FeedChannel {

  private static final Logger log = LoggerFactory.getLogger(FeedChannel.class);

  private static final long SHORTEST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  /** A feed that is dear to read is read less often, so that it takes a fifth of a core at most. */
  private static final int PAUSE_PER_EFFORT = 4;

  /** Events of a feed that cannot be read. */
  private static final String PROBLEM = "problem";

  private final LiveFeed feed;
  private final ObjectMapper json;
  private int listeners;
  private boolean underWay;
  private long nextNanos;
  private long version;
  private @Nullable Object lastMark;
  private @Nullable News newest;

  /**
   * What listeners get.
   *
   * @param version rises with each
   * @param event name of the event
   * @param data one line of JSON
   */
  record News(long version, String event, String data) {}

  FeedChannel(LiveFeed feed, ObjectMapper json) {
    this.feed = feed;
    this.json = json;
  }

  String name() {
    return feed.name();
  }

  /** Somebody listens. What was read while others did is not shown if they all have gone. */
  synchronized void join() {
    if (listeners++ == 0) {
      newest = null;
      lastMark = null;
      nextNanos = System.nanoTime();
    }
  }

  /** Somebody listens no more. */
  synchronized void leave() {
    listeners--;
  }

  /** The newest that is not known to a listener; null if there is none. */
  synchronized @Nullable News after(long knownVersion) {
    News news = newest;
    return news == null || news.version() == knownVersion ? null : news;
  }

  /** Reads the feed if somebody listens and it is time to; returns at once. */
  void poll() {
    long started = System.nanoTime();
    synchronized (this) {
      if (listeners == 0 || underWay || started - nextNanos < 0) {
        return;
      }
      underWay = true;
    }
    read()
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                failed(failure instanceof CompletionException ? failure.getCause() : failure);
              }
              rest(System.nanoTime() - started);
            });
  }

  private CompletionStage<Void> read() {
    try {
      return feed.mark()
          .thenCompose(
              mark ->
                  isKnown(mark)
                      ? CompletableFuture.<Void>completedFuture(null)
                      : feed.content().thenAccept(content -> publish(mark, content)));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private synchronized boolean isKnown(Object mark) {
    return Objects.equals(mark, lastMark);
  }

  private void publish(Object mark, Object content) {
    String data = write(content);
    synchronized (this) {
      lastMark = mark;
      newest = new News(++version, feed.name(), data);
    }
  }

  private void failed(@Nullable Throwable failure) {
    String detail = failure == null ? "it cannot be read" : String.valueOf(failure.getMessage());
    String data = write(Map.of("feed", feed.name(), "detail", detail));
    synchronized (this) {
      // Content that is the same as before the failure is news again after it.
      lastMark = null;
      if (newest != null && newest.data().equals(data)) {
        return;
      }
      newest = new News(++version, PROBLEM, data);
    }
    log.atInfo().addKeyValue("feed", feed.name()).addKeyValue("cause", detail).log("feed rests");
  }

  private synchronized void rest(long effortNanos) {
    underWay = false;
    nextNanos =
        System.nanoTime()
            + Math.max(SHORTEST_PAUSE_NANOS - effortNanos, PAUSE_PER_EFFORT * effortNanos);
  }

  private String write(Object content) {
    try {
      return json.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("feed " + feed.name() + " cannot be written", e);
    }
  }
}
