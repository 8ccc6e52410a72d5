package io.millrace.gateway.analytics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.gateway.analytics.Endpoint.Load;
import io.millrace.gateway.config.GatewayConfig;
import io.millrace.gateway.problem.AnalyticsUnavailableException;
import io.millrace.gateway.problem.NothingFoundException;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.faulttolerance.api.Guard;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.util.TypeLiteral;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs queries against ClickHouse so that no request waits longer than {@code
 * MILLRACE_GATEWAY_QUERY_TIMEOUT}, or twice that for a heavy endpoint, however ClickHouse fails:
 * refused, silent or slow. How many run at once and wait says {@link Endpoint.Load}; more are
 * turned away at once, and all are while the {@link Breaker} is open.
 */
@ApplicationScoped
public class AnalyticsQueries {

  private static final Logger log = LoggerFactory.getLogger(AnalyticsQueries.class);

  private static final Endpoint WARM_UP = Endpoint.light("warm_up");

  private static final Duration RETRY_AFTER = Breaker.PAUSE;

  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2)
  };

  private final DataSource clickHouse;
  private final MeterRegistry meters;
  private final Duration timeout;
  private final Breaker breaker;
  private final Map<Load, Guard> limits = new EnumMap<>(Load.class);

  AnalyticsQueries(
      DataSource clickHouse, MeterRegistry meters, Breaker breaker, GatewayConfig config) {
    this.clickHouse = clickHouse;
    this.meters = meters;
    this.breaker = breaker;
    this.timeout = config.gateway().queryTimeout();
    for (Load load : Load.values()) {
      limits.put(load, limit(load));
    }
  }

  private Guard limit(Load load) {
    return Guard.create()
        .withDescription("clickhouse-" + load)
        .withThreadOffload(true)
        .withBulkhead()
        .limit(load.concurrent())
        .queueSize(load.waiting())
        .done()
        .withTimeout()
        .duration(limit(load, timeout).toMillis(), ChronoUnit.MILLIS)
        .done()
        .build();
  }

  /** The driver gives up after 10 s, so nothing may take longer. */
  private static Duration limit(Load load, Duration timeout) {
    Duration limit = timeout.multipliedBy(load.patience());
    return limit.compareTo(LONGEST) > 0 ? LONGEST : limit;
  }

  /** Loads the driver, so that the first request does not spend its time limit on that. */
  void warmUp(@Observes StartupEvent start) {
    ask(
            WARM_UP,
            connection -> {
              try (Statement statement = connection.createStatement()) {
                return statement.execute("SELECT 1");
              }
            })
        .exceptionally(
            away -> {
              log.atInfo()
                  .addKeyValue("cause", String.valueOf(away.getMessage()))
                  .log("ClickHouse does not answer yet");
              return false;
            });
  }

  /**
   * A question to ClickHouse.
   *
   * @param <T> its answer
   */
  @FunctionalInterface
  public interface Query<T> {
    /** Asks it. */
    T on(Connection connection) throws SQLException;
  }

  /**
   * Asks, off the calling thread.
   *
   * @param endpoint names the question in {@code millrace_gateway_query_seconds}
   * @return the answer, or {@link AnalyticsUnavailableException}
   */
  public <T> CompletionStage<T> ask(Endpoint endpoint, Query<T> query) {
    Timer.Sample sample = Timer.start(meters);
    TypeLiteral<CompletionStage<T>> type = new TypeLiteral<>() {};
    Guard limit = Objects.requireNonNull(limits.get(endpoint.load()));
    CompletionStage<T> answer;
    try {
      answer = breaker.guard().call(() -> limit.call(() -> run(query), type), type);
    } catch (Exception e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.handle(
        (value, failure) -> {
          Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
          sample.stop(timer(endpoint.name(), outcome(cause)));
          if (cause != null) {
            throw unavailable(endpoint.load(), cause);
          }
          return value;
        });
  }

  private <T> CompletionStage<T> run(Query<T> query) throws SQLException {
    try (Connection connection = clickHouse.getConnection()) {
      return CompletableFuture.completedFuture(query.on(connection));
    }
  }

  private Timer timer(String endpoint, String outcome) {
    return Timer.builder("millrace.gateway.query")
        .description("Time of a query to ClickHouse, queueing and writing the answer included")
        .tag("endpoint", endpoint)
        .tag("outcome", outcome)
        .serviceLevelObjectives(BUCKETS)
        .register(meters);
  }

  private static String outcome(@Nullable Throwable failure) {
    if (failure == null || failure instanceof NothingFoundException) {
      return "answered";
    }
    if (failure instanceof TimeoutException) {
      return "timeout";
    }
    return failure instanceof BulkheadException || failure instanceof CircuitBreakerOpenException
        ? "rejected"
        : "failed";
  }

  private RuntimeException unavailable(Load load, Throwable failure) {
    if (failure instanceof TimeoutException) {
      return new AnalyticsUnavailableException(
          "ClickHouse did not answer within "
              + limit(load, timeout).toMillis()
              + " ms; try again later, or ask for a shorter range",
          RETRY_AFTER,
          failure);
    }
    if (failure instanceof BulkheadException) {
      return new AnalyticsUnavailableException(
          load.concurrent()
              + " queries run and "
              + load.waiting()
              + " wait already; try again later",
          RETRY_AFTER,
          failure);
    }
    if (failure instanceof CircuitBreakerOpenException) {
      return new AnalyticsUnavailableException(
          "ClickHouse has not answered lately and is asked again within 2 s;"
              + " /q/health/ready says why",
          RETRY_AFTER,
          failure);
    }
    if (failure instanceof SQLException) {
      return new AnalyticsUnavailableException(
          "ClickHouse could not answer; /q/health/ready says why", RETRY_AFTER, failure);
    }
    return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
  }
}
