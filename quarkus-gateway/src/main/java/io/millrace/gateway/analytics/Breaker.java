package io.millrace.gateway.analytics;

import com.clickhouse.client.api.ServerException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.Guard;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops asking ClickHouse once {@value #FAILURES} of the last {@value #OBSERVED} questions got no
 * answer, and lets a question through every 2 s until one is answered. A question that ClickHouse
 * itself refuses was answered, and one that found no room was not asked.
 */
@ApplicationScoped
public class Breaker {

  private static final Logger log = LoggerFactory.getLogger(Breaker.class);

  static final int OBSERVED = 8;
  static final int FAILURES = 6;

  /** How long it stays open before a question is let through. */
  static final Duration PAUSE = Duration.ofSeconds(2);

  private final Guard guard;
  private final MeterRegistry meters;
  private final List<Gauge> gauges;
  private volatile CircuitBreakerState state = CircuitBreakerState.CLOSED;

  Breaker(MeterRegistry meters) {
    this.meters = meters;
    this.guard =
        Guard.create()
            .withDescription("clickhouse-breaker")
            .withCircuitBreaker()
            .requestVolumeThreshold(OBSERVED)
            .failureRatio((double) FAILURES / OBSERVED)
            .delay(PAUSE.toMillis(), ChronoUnit.MILLIS)
            .successThreshold(1)
            .when(Breaker::isFailure)
            .onStateChange(this::enter)
            .done()
            .build();
    this.gauges = Arrays.stream(CircuitBreakerState.values()).map(this::gauge).toList();
  }

  private Gauge gauge(CircuitBreakerState one) {
    return Gauge.builder("millrace.gateway.breaker", () -> state == one ? 1 : 0)
        .description("1 for the state that the breaker before ClickHouse is in")
        .tag("state", word(one))
        .register(meters);
  }

  /** A gauge outlives what it reads otherwise, where a gateway is started again in one JVM. */
  @PreDestroy
  void close() {
    gauges.forEach(meters::remove);
  }

  Guard guard() {
    return guard;
  }

  /** {@code closed}, {@code open} or {@code half_open}. */
  public String state() {
    return word(state);
  }

  private void enter(CircuitBreakerState next) {
    state = next;
    log.atWarn().addKeyValue("state", word(next)).log("the breaker before ClickHouse changed");
  }

  private static String word(CircuitBreakerState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** Silence and broken connections; a defect of ours, or a 404, says nothing of ClickHouse. */
  private static boolean isFailure(Throwable failure) {
    boolean unanswered = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ServerException) {
        return false;
      }
      unanswered |= cause instanceof SQLException || cause instanceof TimeoutException;
    }
    return unanswered;
  }
}
