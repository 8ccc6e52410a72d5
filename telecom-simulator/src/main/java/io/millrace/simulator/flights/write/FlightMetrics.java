package io.millrace.simulator.flights.write;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.model.flights.FlightQuality.Assessment;
import java.util.List;
import java.util.Locale;

/** Meters of the flights domain; what is counted here has been committed. */
public final class FlightMetrics {

  private final MeterRegistry registry;
  private final Counter waits;

  /** Meters in a registry. */
  public FlightMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.waits =
        Counter.builder("millrace.simulator.postgresql.waits")
            .description("Times a write waited because PostgreSQL was away")
            .register(registry);
  }

  void committed(List<Assessment> stored) {
    for (Assessment assessment : stored) {
      String verdict = assessment.verdict().name().toLowerCase(Locale.ROOT);
      registry.counter("millrace.simulator.flights", "verdict", verdict).increment();
      assessment
          .broken()
          .forEach(
              rule ->
                  registry
                      .counter("millrace.simulator.flights.rules", "rule", rule.reason())
                      .increment());
    }
  }

  void waited() {
    waits.increment();
  }
}
