package io.millrace.gateway.analytics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.gateway.config.GatewayConfig;
import io.millrace.gateway.problem.AnalyticsUnavailableException;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs queries against ClickHouse so that no request waits longer than {@code
 * MILLRACE_GATEWAY_QUERY_TIMEOUT}, however ClickHouse fails: refused, silent or slow. At most
 * {@value #CONCURRENT} run at once and {@value #WAITING} wait; more are turned away at once.
 */
@ApplicationScoped
public class AnalyticsQueries {

  private static final Logger log = LoggerFactory.getLogger(AnalyticsQueries.class);

  static final int CONCURRENT = 8;
  static final int WAITING = 32;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

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
  private final Guard guard;

  AnalyticsQueries(DataSource clickHouse, MeterRegistry meters, GatewayConfig config) {
    this.clickHouse = clickHouse;
    this.meters = meters;
    this.timeout = config.gateway().queryTimeout();
    this.guard =
        Guard.create()
            .withDescription("clickhouse")
            .withThreadOffload(true)
            .withBulkhead()
            .limit(CONCURRENT)
            .queueSize(WAITING)
            .done()
            .withTimeout()
            .duration(timeout.toMillis(), ChronoUnit.MILLIS)
            .done()
            .build();
  }

  /** Loads the driver, so that the first request does not spend its time limit on that. */
  void warmUp(@Observes StartupEvent start) {
    ask(
            "warm_up",
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
  public <T> CompletionStage<T> ask(String endpoint, Query<T> query) {
    Timer.Sample sample = Timer.start(meters);
    CompletionStage<T> answer;
    try {
      answer = guard.call(() -> run(query), new TypeLiteral<CompletionStage<T>>() {});
    } catch (Exception e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.handle(
        (value, failure) -> {
          Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
          sample.stop(timer(endpoint, outcome(cause)));
          if (cause != null) {
            throw unavailable(cause);
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
        .description("Time of a query to ClickHouse, queueing included")
        .tag("endpoint", endpoint)
        .tag("outcome", outcome)
        .serviceLevelObjectives(BUCKETS)
        .register(meters);
  }

  private static String outcome(@Nullable Throwable failure) {
    if (failure == null) {
      return "answered";
    }
    if (failure instanceof TimeoutException) {
      return "timeout";
    }
    return failure instanceof BulkheadException ? "rejected" : "failed";
  }

  private RuntimeException unavailable(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return new AnalyticsUnavailableException(
          "ClickHouse did not answer within "
              + timeout.toMillis()
              + " ms; try again later, or ask for a shorter range",
          RETRY_AFTER,
          failure);
    }
    if (failure instanceof BulkheadException) {
      return new AnalyticsUnavailableException(
          CONCURRENT + " queries run and " + WAITING + " wait already; try again later",
          RETRY_AFTER,
          failure);
    }
    if (failure instanceof SQLException) {
      return new AnalyticsUnavailableException(
          "ClickHouse could not answer; /q/health/ready says why", RETRY_AFTER, failure);
    }
    return new IllegalStateException(failure);
  }
}
