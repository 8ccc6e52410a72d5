package io.millrace.gateway.answer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.config.GatewayConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the memory of answers on their way, which clients hold that are slow to take them: each
 * delivery has a window of bytes with the network, and a body longer than that is held once for all
 * its deliveries.
 */
@ApplicationScoped
class InFlight {

  /** What is given to the network at a time, bytes. */
  static final int WINDOW = 64 * 1_024;

  private final long bound;
  private final Counter turnedAway;
  private final MeterRegistry meters;
  private final Gauge gauge;
  private final AtomicLong bytes = new AtomicLong();

  InFlight(GatewayConfig config, MeterRegistry meters) {
    turnedAway =
        Counter.builder("millrace.gateway.answers.turned.away")
            .description("Answers for which too many others were on their way")
            .register(meters);
    this.bound = config.gateway().inFlight().asLongValue();
    this.meters = meters;
    gauge =
        Gauge.builder("millrace.gateway.answers.in.flight", bytes, AtomicLong::doubleValue)
            .description("Bytes of answers on their way to clients")
            .baseUnit("bytes")
            .register(meters);
  }

  /** A gauge outlives what it reads otherwise, where a gateway is started again in one JVM. */
  @PreDestroy
  void close() {
    meters.remove(gauge);
  }

  /** The most that may be on its way, bytes. */
  long bound() {
    return bound;
  }

  /** Enters a delivery; null if there is no room for it. */
  @Nullable Passage enter(Body body) {
    long held = body.deliveries().getAndIncrement() == 0 ? shared(body) : 0;
    long window = Math.min(body.length(), WINDOW);
    if (bytes.addAndGet(held + window) <= bound) {
      return new Passage(body, window);
    }
    leave(body, window);
    turnedAway.increment();
    return null;
  }

  private void leave(Body body, long window) {
    long held = body.deliveries().decrementAndGet() == 0 ? shared(body) : 0;
    bytes.addAndGet(-held - window);
  }

  private static long shared(Body body) {
    return body.length() > WINDOW ? body.length() : 0;
  }

  /** A delivery under way. */
  final class Passage {

    private final Body body;
    private final long window;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Passage(Body body, long window) {
      this.body = body;
      this.window = window;
    }

    /** Ends it; more than once is as good as once. */
    void end() {
      if (ended.compareAndSet(false, true)) {
        leave(body, window);
      }
    }
  }
}
