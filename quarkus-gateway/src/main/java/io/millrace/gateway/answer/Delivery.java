package io.millrace.gateway.answer;

import io.millrace.gateway.answer.InFlight.Passage;
import io.netty.buffer.Unpooled;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An answer on its way to one client.
 *
 * @param answer what is sent
 * @param source where it comes from
 * @param body its bytes as the client wants them coded
 * @param part what of it the client needs
 * @param inFlight where there has to be room for the bytes
 */
record Delivery(Answer answer, Source source, Body body, Part part, InFlight inFlight) {

  /** What a client needs of an answer. */
  enum Part {
    /** Headers and bytes. */
    WHOLE,
    /** Headers, as it asks by HEAD. */
    HEADERS,
    /** Nothing but the tag: it has these bytes already. */
    TAG
  }

  private static final CharSequence NAME_CACHE_STATUS = HttpHeaders.createOptimized("Cache-Status");
  private static final CharSequence NAME_LINK = HttpHeaders.createOptimized("Link");
  private static final CharSequence NAME_STALE_SINCE =
      HttpHeaders.createOptimized("Millrace-Stale-Since");

  /** Only its user may keep it, and asks before using it again. */
  private static final CharSequence CACHE_CONTROL =
      HttpHeaders.createOptimized("private, no-cache");

  private static final CharSequence VARY = HttpHeaders.createOptimized("Accept, Accept-Encoding");
  private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");

  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;

  int status() {
    return part == Part.TAG ? NOT_MODIFIED : OK;
  }

  /**
   * Sends it; on the event loop. Headers that others have set stay.
   *
   * @return whether there was room for it among those on their way; nothing has been done otherwise
   */
  boolean send(RoutingContext http, Instant now) {
    Passage passage = part == Part.WHOLE ? inFlight.enter(body) : null;
    if (part == Part.WHOLE && passage == null) {
      return false;
    }
    describe(http, now);
    if (passage == null) {
      http.response().end();
    } else {
      new Writing(http.response(), body.bytes(), passage).begin(http);
    }
    return true;
  }

  /** Sets status and headers, and sends nothing. */
  void describe(RoutingContext http, Instant now) {
    MultiMap headers = http.response().setStatusCode(status()).headers();
    headers
        .set(HttpHeaders.ETAG, body.tag())
        .set(HttpHeaders.CACHE_CONTROL, CACHE_CONTROL)
        .set(HttpHeaders.VARY, VARY)
        .set(HttpHeaders.AGE, Long.toString(age(now)))
        .set(NAME_CACHE_STATUS, source.cacheStatus());
    if (answer.next() != null) {
      headers.set(NAME_LINK, "<" + answer.next() + ">; rel=\"next\"");
    }
    if (source == Source.STALE) {
      headers.set(NAME_STALE_SINCE, answer.asked().truncatedTo(ChronoUnit.MILLIS).toString());
    }
    if (part == Part.TAG) {
      return;
    }
    headers
        .set(HttpHeaders.CONTENT_TYPE, answer.mediaType())
        .set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    if (body != answer.ready(Coding.IDENTITY)) {
      headers.set(HttpHeaders.CONTENT_ENCODING, GZIP);
    }
  }

  private long age(Instant now) {
    return Math.max(0, Duration.between(answer.asked(), now).toSeconds());
  }

  /** Hands the network a window of bytes after the other, as the client takes them. */
  private static final class Writing {

    private final HttpServerResponse response;
    private final byte[] bytes;
    private final Passage passage;
    private int sent;

    Writing(HttpServerResponse response, byte[] bytes, Passage passage) {
      this.response = response;
      this.bytes = bytes;
      this.passage = passage;
    }

    void begin(RoutingContext http) {
      if (bytes.length > InFlight.WINDOW) {
        // A client that goes away meanwhile drains nothing any more.
        http.addEndHandler(
            end -> {
              if (end.failed()) {
                passage.end();
              }
            });
        response.drainHandler(drained -> next());
      }
      try {
        next();
      } finally {
        // One that has gone away before drains nothing either.
        if (response.closed()) {
          passage.end();
        }
      }
    }

    private void next() {
      while (sent < bytes.length && !response.writeQueueFull()) {
        int length = Math.min(InFlight.WINDOW, bytes.length - sent);
        Buffer window = Buffer.buffer(Unpooled.wrappedBuffer(bytes, sent, length));
        sent += length;
        if (sent == bytes.length) {
          response.end(window).onComplete(end -> passage.end());
        } else {
          response.write(window);
        }
      }
    }
  }
}
