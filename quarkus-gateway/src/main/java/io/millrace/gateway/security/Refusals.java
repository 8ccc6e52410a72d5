package io.millrace.gateway.security;

import io.millrace.gateway.problem.Problem.Kind;
import io.millrace.gateway.problem.ProblemAnswers;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;

/** Says no, and what would be right. */
@Singleton
class Refusals {

  private static final CharSequence AUTHENTICATE = HttpHeaders.createOptimized("WWW-Authenticate");

  static final String NO_CREDENTIAL =
      "send an API key or a token as Authorization: Bearer …, or an API key as X-API-Key";
  static final String WRONG_CREDENTIAL =
      "the API key or token is not known here, has been revoked, or has expired";
  static final String INVALID_TOKEN = KeyMechanism.CHALLENGE + " error=\"invalid_token\"";

  static final String TOO_MANY_FAILURES =
      "too many wrong API keys or tokens came from this address; wait, and check the key";

  private final ProblemAnswers problems;

  Refusals(ProblemAnswers problems) {
    this.problems = problems;
  }

  void unauthenticated(RoutingContext context) {
    context.response().putHeader(AUTHENTICATE, KeyMechanism.CHALLENGE);
    answer(context, Kind.UNAUTHENTICATED, NO_CREDENTIAL);
  }

  void wrongCredential(RoutingContext context) {
    context.response().putHeader(AUTHENTICATE, INVALID_TOKEN);
    answer(context, Kind.UNAUTHENTICATED, WRONG_CREDENTIAL);
  }

  void tooMany(RoutingContext context, String detail, long waitSeconds) {
    context.response().putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(waitSeconds));
    answer(context, Kind.TOO_MANY_REQUESTS, detail);
  }

  void answer(RoutingContext context, Kind kind, String detail) {
    problems.answer(context, kind.at(context.normalizedPath(), detail, List.of()));
  }
}
