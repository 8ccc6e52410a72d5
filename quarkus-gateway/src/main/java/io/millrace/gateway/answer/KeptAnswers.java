package io.millrace.gateway.answer;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Gives a kept answer on the event loop, before a resource is looked for. It comes after every
 * filter that may turn a request away, so whoever may not read is turned away from a kept answer
 * too; for those who may, all answers are the same.
 */
@Singleton
class KeptAnswers {

  /** Filters of higher priority come first: the platform's of security have 100 and more. */
  private static final int LAST = 10;

  private final ReadyAnswers answers;

  KeptAnswers(ReadyAnswers answers) {
    this.answers = answers;
  }

  void register(@Observes Filters filters) {
    filters.register(this::give, LAST);
  }

  private void give(RoutingContext http) {
    if (http.request().method() != HttpMethod.GET || !answers.give(http)) {
      http.next();
    }
  }
}
