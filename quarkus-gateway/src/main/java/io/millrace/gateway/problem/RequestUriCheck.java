package io.millrace.gateway.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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

  private static final int BEFORE_ROUTING = 200;

  private final ObjectMapper json;

  RequestUriCheck(ObjectMapper json) {
    this.json = json;
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
    try {
      context
          .response()
          .setStatusCode(problem.status())
          .putHeader("Content-Type", Problem.MEDIA_TYPE)
          .end(json.writeValueAsString(problem));
    } catch (JsonProcessingException e) {
      context.fail(e);
    }
  }
}
