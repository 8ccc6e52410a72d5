package io.millrace.gateway.problem;

import io.millrace.gateway.problem.Problem.Kind;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * Answers a request whose target is not a URI, such as {@code /metrics?from=%zz}, with a problem.
 * Quarkus makes the same check and answers with an empty body; {@link #takeOver()} stops it.
 */
@Singleton
public class RequestUriCheck {

  /** After the request has its id, before anything reads its path. */
  private static final int BEFORE_ROUTING = 9_000;

  private final ProblemAnswers problems;

  RequestUriCheck(ProblemAnswers problems) {
    this.problems = problems;
  }

  /** Leaves the check to this class; to be called before Quarkus starts. */
  public static void takeOver() {
    System.setProperty("vertx.disableURIValidation", "true");
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, BEFORE_ROUTING);
  }

  private void check(RoutingContext context) {
    try {
      new URI(context.request().uri());
    } catch (URISyntaxException e) {
      refuse(context, e);
      return;
    }
    context.next();
  }

  private void refuse(RoutingContext context, URISyntaxException failure) {
    // The path may be what is wrong, so it is not repeated as the instance.
    Problem problem =
        Kind.BAD_REQUEST.at(
            "",
            "the request's target is not a URI: "
                + failure.getReason()
                + " at index "
                + failure.getIndex()
                + "; a %, a space and other special characters are written %25, %20, …",
            List.of());
    problems.answer(context, problem);
  }
}
