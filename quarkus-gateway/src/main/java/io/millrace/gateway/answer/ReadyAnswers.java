package io.millrace.gateway.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.gateway.analytics.AnalyticsQueries;
import io.millrace.gateway.analytics.AnalyticsQueries.Query;
import io.millrace.gateway.analytics.Endpoint;
import io.millrace.gateway.answer.Delivery.Part;
import io.millrace.gateway.problem.AnalyticsUnavailableException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
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
    AnswerMemory.Request asRequested = asRequested(request);
    return find(question, coding, query)
        .thenCompose(found -> coded(found, coding))
        .thenApply(
            found -> {
              memory.recognize(asRequested, question);
              return response(http, question, delivery(request, found, coding));
            });
  }

  private Response response(RoutingContext http, Question question, Delivery delivery) {
    count(question, delivery);
    Response.ResponseBuilder response =
        Response.status(delivery.status()).type(question.mediaType());
    if (delivery.part() != Part.HEADERS) {
      return response.entity(delivery).build();
    }
    // The framework writes nothing for a HEAD, so the writer would not be called.
    delivery.describe(http, Instant.now());
    return response.build();
  }

  /**
   * Gives a kept answer to a request that has been asked before; on the event loop.
   *
   * @return whether it did; otherwise the request has to go the whole way
   */
  boolean give(RoutingContext http) {
    HttpServerRequest request = http.request();
    Question question = memory.question(asRequested(request));
    Answer answer = question == null ? null : memory.fresh(question);
    Coding coding = coding(request);
    if (question == null || answer == null || answer.ready(coding) == null) {
      return false;
    }
    Delivery delivery = delivery(request, new Found(answer, Source.HIT), coding);
    if (!delivery.send(http, Instant.now())) {
      return false;
    }
    count(question, delivery);
    return true;
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
                  new Answer(written(content.body()), question.mediaType(), content.next(), asked);
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

  private Delivery delivery(HttpServerRequest request, Found found, Coding coding) {
    Body body = found.answer().make(coding);
    Part part = request.method() == HttpMethod.HEAD ? Part.HEADERS : Part.WHOLE;
    if (EntityTags.contain(request.getHeader(HttpHeaders.IF_NONE_MATCH), body.tag())) {
      part = Part.TAG;
    }
    return new Delivery(found.answer(), found.source(), body, part, inFlight);
  }

  private void count(Question question, Delivery delivery) {
    meters.found(question.endpoint(), delivery.source());
    if (delivery.part() == Part.TAG) {
      meters.notModified(question.endpoint());
    }
  }
}
