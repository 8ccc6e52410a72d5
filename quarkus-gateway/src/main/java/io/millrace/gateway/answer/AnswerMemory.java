package io.millrace.gateway.answer;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.config.GatewayConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers: for a moment, and apart from that for an outage. Both are bounded in bytes, of a
 * heap of 192 MB, so that rare questions push out no more than each other.
 */
@ApplicationScoped
class AnswerMemory {

  static final int LARGEST_FRESH = 1024 * 1024;
  private static final int LARGEST_STALE = 4 * LARGEST_FRESH;
  private static final long FRESH_BYTES = 24L * LARGEST_FRESH;
  private static final long STALE_BYTES = 16L * LARGEST_FRESH;
  private static final long REQUEST_BYTES = LARGEST_FRESH;

  private final @Nullable AsyncCache<Question, Answer> fresh;
  private final @Nullable Cache<Question, Answer> stale;
  private final Cache<Request, Question> requests;
  private final MeterRegistry meters;
  private final List<Gauge> gauges = new ArrayList<>();

  /**
   * A request as it came, whose parameters turned out to be right.
   *
   * @param target path and query, unread
   * @param accept the header {@code Accept}, which may decide the representation; empty without one
   */
  record Request(String target, String accept) {
    private int weight() {
      return 2 * (target.length() + accept.length());
    }
  }

  AnswerMemory(GatewayConfig config, MeterRegistry meters) {
    this.meters = meters;
    Duration cache = config.gateway().cache();
    Duration outage = config.gateway().stale();
    // Evicts on the calling thread, which costs it less than handing that over does.
    fresh =
        cache.isZero()
            ? null
            : Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(FRESH_BYTES)
                .weigher((Question question, Answer answer) -> weight(question, answer))
                .expireAfterWrite(cache)
                .buildAsync();
    stale =
        outage.isZero()
            ? null
            : Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(STALE_BYTES)
                .weigher((Question question, Answer answer) -> weight(question, answer))
                .expireAfterWrite(outage)
                .build();
    requests =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(REQUEST_BYTES)
            .weigher((Request request, Question question) -> request.weight() + question.weight())
            .build();
    if (fresh != null) {
      gauges.add(gauge("fresh", fresh.synchronous()));
    }
    if (stale != null) {
      gauges.add(gauge("stale", stale));
    }
  }

  private Gauge gauge(String memory, Cache<Question, Answer> cache) {
    return Gauge.builder("millrace.gateway.answers.kept", cache, AnswerMemory::bytes)
        .description("Bytes of answers that are kept")
        .baseUnit("bytes")
        .tag("memory", memory)
        .register(meters);
  }

  /** A gauge outlives what it reads otherwise, where a gateway is started again in one JVM. */
  @PreDestroy
  void close() {
    gauges.forEach(meters::remove);
  }

  private static double bytes(Cache<Question, Answer> cache) {
    return cache.policy().eviction().map(kept -> kept.weightedSize().orElse(0)).orElse(0L);
  }

  private static int weight(Question question, Answer answer) {
    return question.weight() + answer.weight();
  }

  /**
   * Enters an answer that is being asked for, if no other is known or being asked for.
   *
   * @return the other; null if there is none, so that the caller has to ask
   */
  @Nullable CompletableFuture<Answer> join(Question question, CompletableFuture<Answer> mine) {
    if (fresh == null) {
      return null;
    }
    CompletableFuture<Answer> other = fresh.asMap().putIfAbsent(question, mine);
    if (other == null) {
      mine.whenComplete((answer, failure) -> forgetLarge(fresh, question, mine, answer));
    }
    return other;
  }

  /** Who asks at the same time may share a large answer, but it is not kept. */
  private static void forgetLarge(
      AsyncCache<Question, Answer> fresh,
      Question question,
      CompletableFuture<Answer> mine,
      @Nullable Answer answer) {
    if (answer != null && answer.length() > LARGEST_FRESH) {
      fresh.asMap().remove(question, mine);
    }
  }

  /** Notes which question a request is, now that its parameters have been checked. */
  void recognize(Request request, Question question) {
    if (fresh != null) {
      requests.put(request, question);
    }
  }

  /** The question that a request is known to be; null if it is not known. */
  @Nullable Question question(Request request) {
    return fresh == null ? null : requests.getIfPresent(request);
  }

  /** A fresh answer that is there; null if there is none, or it is being asked for. */
  @Nullable Answer fresh(Question question) {
    CompletableFuture<Answer> known = fresh == null ? null : fresh.getIfPresent(question);
    return known == null || !known.isDone() || known.isCompletedExceptionally()
        ? null
        : known.join();
  }

  /** Keeps an answer for an outage. */
  void keepForOutage(Question question, Answer answer) {
    if (stale != null && answer.length() <= LARGEST_STALE) {
      stale.put(question, answer);
    }
  }

  /** The newest answer known, whatever its age; null if there is none. */
  @Nullable Answer lastKnown(Question question) {
    return stale == null ? null : stale.getIfPresent(question);
  }
}
