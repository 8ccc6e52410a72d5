package io.millrace.gateway.deadletters;

import io.millrace.gateway.problem.DependencyUnavailableException;
import io.millrace.gateway.problem.DependencyUnavailableException.Dependency;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;

/**
 * Bounds the memory that whole letters take: one has up to 16 MB, and a slow client holds it until
 * it has read it.
 */
@ApplicationScoped
class LetterDownloads {

  static final int CONCURRENT = 2;

  private final Semaphore free = new Semaphore(CONCURRENT);

  /**
   * Counts a download until its response has ended, however it ends.
   *
   * @throws DependencyUnavailableException if there are as many as there may be
   */
  void begin(RoutingContext context) {
    if (!free.tryAcquire()) {
      throw new DependencyUnavailableException(
          Dependency.KAFKA,
          CONCURRENT + " letters are being downloaded already; try again later",
          null);
    }
    context.addEndHandler(ended -> free.release());
  }
}
