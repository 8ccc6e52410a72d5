package io.millrace.gateway.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Answers with a problem where no endpoint has been reached yet. */
@Singleton
public class ProblemAnswers {

  /** Where a request's id is, in its answer. */
  public static final String REQUEST_ID = "X-Request-Id";

  private final ObjectMapper json;

  ProblemAnswers(ObjectMapper json) {
    this.json = json;
  }

  /** Ends the request with that problem; headers already set go with it. */
  public void answer(RoutingContext context, Problem problem) {
    String request = context.response().headers().get(REQUEST_ID);
    try {
      context
          .response()
          .setStatusCode(problem.status())
          .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(json.writeValueAsString(request == null ? problem : problem.of(request)));
    } catch (JsonProcessingException e) {
      context.fail(e);
    }
  }
}
