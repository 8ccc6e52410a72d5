package io.millrace.simulator.flights.write;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.model.flights.FlightRule;
import io.millrace.recordings.flights.FlightReport;
import io.millrace.recordings.flights.Rejects;

/** Meters of the flights domain; rows and snapshots are counted once they are committed. */
public final class FlightMetrics {

  private static final String VERDICTS = "millrace.simulator.flights";

  private final MeterRegistry registry;
  private final Counter snapshots;
  private final Counter waits;

  /** Meters in a registry. */
  public FlightMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.snapshots =
        Counter.builder("millrace.simulator.flights.snapshots")
            .description("Snapshots written, with their states")
            .register(registry);
    this.waits =
        Counter.builder("millrace.simulator.postgresql.waits")
            .description("Times a write waited because PostgreSQL was away")
            .register(registry);
  }

  /** Shows how much could not be read as a state; counted as it comes. */
  public void show(Rejects rejects) {
    FunctionCounter.builder("millrace.simulator.flights.rejects", rejects, Rejects::count)
        .description("Pieces of input that are no state")
        .register(registry);
  }

  void committed(FlightReport stored) {
    snapshots.increment();
    registry.counter(VERDICTS, "verdict", "keep").increment(stored.kept());
    registry.counter(VERDICTS, "verdict", "quarantine").increment(stored.quarantined());
    for (FlightRule rule : FlightRule.values()) {
      if (stored.broken(rule) > 0) {
        registry
            .counter("millrace.simulator.flights.rules", "rule", rule.reason())
            .increment(stored.broken(rule));
      }
    }
  }

  void waited() {
    waits.increment();
  }
}
