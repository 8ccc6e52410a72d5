package io.millrace.gateway.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Figures of one part, read anew again and again, each time off the calling thread. A part that
 * hangs holds one thread; a part that fails, or has not answered for {@link #KEPT}, has no figures.
 */
final class Reading<T> {

  private static final Logger log = LoggerFactory.getLogger(Reading.class);

  /** How long figures are shown after they were read; longer than any part may take to answer. */
  static final Duration KEPT = Duration.ofSeconds(12);

  private final String part;
  private final Executor executor;
  private final Callable<T> reader;
  private final AtomicReference<@Nullable CompletableFuture<Void>> underWay =
      new AtomicReference<>();
  private volatile @Nullable Taken<T> newest;

  private record Taken<T>(T value, Instant at) {}

  /**
   * @param part named in the log
   * @param reader may block; throws what it cannot read
   */
  Reading(String part, Executor executor, Callable<T> reader) {
    this.part = part;
    this.executor = executor;
    this.reader = reader;
  }

  /** Reads now, or joins the reading that is under way. Completes normally in any case. */
  CompletableFuture<Void> refresh() {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> others = underWay.compareAndExchange(null, mine);
    if (others != null) {
      return others;
    }
    executor.execute(() -> read(mine));
    return mine;
  }

  private void read(CompletableFuture<Void> done) {
    try {
      newest = new Taken<>(reader.call(), Instant.now());
    } catch (Exception e) {
      newest = null;
      log.atDebug().addKeyValue("part", part).setCause(e).log("no figures");
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
    } finally {
      underWay.set(null);
      done.complete(null);
    }
  }

  /** The newest figures; empty if there are none that are still true. */
  Optional<T> value() {
    return Optional.ofNullable(newest)
        .filter(taken -> taken.at().plus(KEPT).isAfter(Instant.now()))
        .map(Taken::value);
  }
}
