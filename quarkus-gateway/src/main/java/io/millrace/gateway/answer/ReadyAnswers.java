package io.millrace.gateway.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.gateway.analytics.AnalyticsQueries;
import io.millrace.gateway.analytics.AnalyticsQueries.Query;
import io.millrace.gateway.analytics.Endpoint;
import io.millrace.gateway.answer.InFlight.Passage;
import io.millrace.gateway.problem.AnalyticsUnavailableException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The one way from a request to an answer out of ClickHouse. Requests that ask the same within
 * {@code MILLRACE_GATEWAY_CACHE} share one query; while ClickHouse cannot be asked, the last answer
 * to the same question is given, marked as stale, until it is {@code MILLRACE_GATEWAY_STALE} old.
 * What is no answer, such as a problem, is never kept.
 */
@ApplicationScoped
public class ReadyAnswers {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final AnalyticsQueries analytics;
  private final AnswerMemory memory;
  private final InFlight inFlight;
  private final AnswerMeters meters;
  private final ObjectMapper json;
  private final CurrentVertxRequest current;
  private final Executor executor;

  ReadyAnswers(
      AnalyticsQueries analytics,
      AnswerMemory memory,
      InFlight inFlight,
      AnswerMeters meters,
      ObjectMapper json,
      CurrentVertxRequest current,
      Executor executor) {
    this.analytics = analytics;
    this.memory = memory;
    this.inFlight = inFlight;
    this.meters = meters;
    this.json = json;
    this.current = current;
    this.executor = executor;
  }

  private record Found(Answer answer, Source source) {}

  /**
   * Answers the current request, whose parameters have been checked, as JSON.
   *
   * @param query asked, and its content written, off the calling thread, if no answer is kept
   */
  public CompletionStage<Response> respond(Endpoint endpoint, Query<Content> query) {
    return respond(endpoint, MediaType.APPLICATION_JSON_TYPE.withCharset("UTF-8"), query);
  }

  /**
   * Answers the current request, whose parameters have been checked.
   *
   * @param mediaType of the answer, which is JSON of some kind
   * @param query asked, and its content written, off the calling thread, if no answer is kept
   */
  public CompletionStage<Response> respond(
      Endpoint endpoint, MediaType mediaType, Query<Content> query) {
    RoutingContext http = current.getCurrent();
    HttpServerRequest request = http.request();
    Question question =
        Question.of(endpoint, http.normalizedPath(), http.queryParams(), mediaType.toString());
    Coding coding = coding(request);
    String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
    AnswerMemory.Request asRequested = asRequested(request);
    return find(question, coding, query)
        .thenCompose(found -> coded(found, coding))
        .thenApply(
            found -> {
              memory.recognize(asRequested, question);
              Delivery delivery = delivery(question, found, coding, known);
              if (delivery == null) {
                throw new AnalyticsUnavailableException(
                    "%,d bytes of answers are on their way to slow clients already; try again later"
                        .formatted(inFlight.bound()),
                    RETRY_AFTER);
              }
              return Response.status(delivery.status()).type(mediaType).entity(delivery).build();
            });
  }

  /** A kept answer to a request that has been asked before; null if it has to go the whole way. */
  @Nullable Delivery kept(HttpServerRequest request) {
    Question question = memory.question(asRequested(request));
    Answer answer = question == null ? null : memory.fresh(question);
    if (question == null || answer == null) {
      return null;
    }
    Coding coding = coding(request);
    return answer.ready(coding) == null
        ? null
        : delivery(
            question,
            new Found(answer, Source.HIT),
            coding,
            request.getHeader(HttpHeaders.IF_NONE_MATCH));
  }

  private static AnswerMemory.Request asRequested(HttpServerRequest request) {
    String accept = String.join(",", request.headers().getAll(HttpHeaders.ACCEPT));
    return new AnswerMemory.Request(request.uri(), accept);
  }

  private static Coding coding(HttpServerRequest request) {
    return Coding.of(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
  }

  private CompletionStage<Found> find(Question question, Coding coding, Query<Content> query) {
    CompletableFuture<Answer> mine = new CompletableFuture<>();
    CompletableFuture<Answer> others = memory.join(question, mine);
    if (others == null) {
      ask(question, coding, query)
          .whenComplete(
              (answer, failure) -> {
                if (failure == null) {
                  mine.complete(answer);
                } else {
                  mine.completeExceptionally(failure);
                }
              });
      return mine.handle((answer, failure) -> found(question, answer, failure, Source.MISS));
    }
    Source source = others.isDone() ? Source.HIT : Source.SHARED;
    return others.handle((answer, failure) -> found(question, answer, failure, source));
  }

  private CompletionStage<Answer> ask(Question question, Coding coding, Query<Content> query) {
    return analytics
        .ask(
            question.endpoint(),
            connection -> {
              Instant asked = Instant.now();
              Content content = query.on(connection);
              Answer answer =
                  new Answer(
                      written(content.body()), question.mediaType(), content.next(), asked);
              answer.make(coding);
              return answer;
            })
        .thenApply(
            answer -> {
              memory.keepForOutage(question, answer);
              return answer;
            });
  }

  private byte[] written(Object body) {
    try {
      return json.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Found found(
      Question question, @Nullable Answer answer, @Nullable Throwable failure, Source source) {
    if (answer != null) {
      return new Found(answer, source);
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    Answer old = cause instanceof AnalyticsUnavailableException ? memory.lastKnown(question) : null;
    if (old != null) {
      return new Found(old, Source.STALE);
    }
    throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }

  /** Makes the coding in a worker thread, if nobody has wanted it before. */
  private CompletionStage<Found> coded(Found found, Coding coding) {
    if (found.answer().ready(coding) != null) {
      return CompletableFuture.completedFuture(found);
    }
    return CompletableFuture.supplyAsync(
        () -> {
          found.answer().make(coding);
          return found;
        },
        executor);
  }

  /** Null if there is no room for it among those on their way. */
  private @Nullable Delivery delivery(
      Question question, Found found, Coding coding, @Nullable String known) {
    Body body = found.answer().make(coding);
    if (EntityTags.contain(known, body.tag())) {
      meters.found(question.endpoint(), found.source());
      meters.notModified(question.endpoint());
      return new Delivery(found.answer(), found.source(), body, null);
    }
    Passage passage = inFlight.enter(body);
    if (passage == null) {
      meters.turnedAway(question.endpoint());
      return null;
    }
    meters.found(question.endpoint(), found.source());
    return new Delivery(found.answer(), found.source(), body, passage);
  }
}
