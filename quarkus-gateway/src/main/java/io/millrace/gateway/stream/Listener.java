package io.millrace.gateway.stream;

import io.millrace.gateway.stream.FeedChannel.News;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who listens to some feeds, and what they know of them. Each event is a whole state, so
 * one that is slow misses states in between and never the newest.
 */
final class Listener {

  private static final long HEARTBEAT_NANOS = Duration.ofSeconds(15).toNanos();
  private static final long RECONNECT_MILLIS = 2_000;

  /** Versions are of this life of the gateway; after another start they mean nothing. */
  private static final long EPOCH = System.currentTimeMillis();

  private static final Pattern ID =
      Pattern.compile("(\\d{1,19})-(\\d{1,18}(?:\\.\\d{1,18}){0,15})");

  private final Sse sse;
  private final List<FeedChannel> all;
  private final List<FeedChannel> wanted;
  private final long[] known;
  private long lastNanos = System.nanoTime();
  private boolean greeted;

  /**
   * @param all every feed, in the order of the versions in an id
   * @param wanted those that are listened to
   * @param lastId the last event that arrived; null for a new listener
   */
  Listener(Sse sse, List<FeedChannel> all, List<FeedChannel> wanted, @Nullable String lastId) {
    this.sse = sse;
    this.all = all;
    this.wanted = wanted;
    this.known = versions(lastId, all.size());
  }

  private static long[] versions(@Nullable String lastId, int feeds) {
    long[] none = new long[feeds];
    Matcher id = ID.matcher(lastId == null ? "" : lastId);
    if (!id.matches() || !id.group(1).equals(String.valueOf(EPOCH))) {
      return none;
    }
    long[] versions = Arrays.stream(id.group(2).split("\\.")).mapToLong(Long::parseLong).toArray();
    return versions.length == feeds ? versions : none;
  }

  /** What is new since it was asked last; a comment when nothing was for a while. */
  List<OutboundSseEvent> news() {
    List<OutboundSseEvent> events = new ArrayList<>();
    if (!greeted) {
      greeted = true;
      events.add(
          sse.newEventBuilder().comment("millrace").reconnectDelay(RECONNECT_MILLIS).build());
    }
    for (FeedChannel feed : wanted) {
      int index = all.indexOf(feed);
      News news = feed.after(known[index]);
      if (news != null) {
        known[index] = news.version();
        events.add(
            sse.newEventBuilder()
                .name(news.event())
                .id(id())
                .data(String.class, news.data())
                .build());
      }
    }
    long now = System.nanoTime();
    if (!events.isEmpty()) {
      lastNanos = now;
    } else if (now - lastNanos > HEARTBEAT_NANOS) {
      // Proxies close connections on which nothing moves.
      lastNanos = now;
      events.add(sse.newEventBuilder().comment("still here").build());
    }
    return events;
  }

  private String id() {
    return EPOCH
        + "-"
        + Arrays.stream(known).mapToObj(Long::toString).collect(Collectors.joining("."));
  }
}
