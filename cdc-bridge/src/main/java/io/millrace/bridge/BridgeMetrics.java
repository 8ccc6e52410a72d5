package io.millrace.bridge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** All meters of the bridge; every one carries the tag {@code source}. */
public final class BridgeMetrics {

  private final MeterRegistry registry;

  /** Registers nothing yet: each source brings its own meters. */
  public BridgeMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The meters of one source. */
  public Source source(String name) {
    return new Source(registry, name);
  }

  /** The meters of one source; the counting methods are for its engine's thread alone. */
  public static final class Source {

    private final MeterRegistry registry;
    private final String source;
    private final Map<String, Counter> events = new HashMap<>();
    private final Counter bytes;
    private final Counter transactions;
    private final Counter restarts;
    private final Counter gaps;
    private final DistributionSummary batchRecords;
    private final Timer send;

    private Source(MeterRegistry registry, String source) {
      this.registry = registry;
      this.source = source;
      bytes =
          counter(
              "millrace.bridge.change.events.bytes",
              "Keys and values handed to the producer, before compression");
      transactions =
          counter(
              "millrace.bridge.transactions",
              "PostgreSQL transactions whose events Kafka has confirmed");
      restarts =
          counter("millrace.bridge.restarts", "Times the engine ended without being asked to");
      gaps =
          counter("millrace.bridge.gaps", "Times changes were found to be missing from the stream");
      batchRecords =
          DistributionSummary.builder("millrace.bridge.batch.records")
              .description("Change events published in one Kafka transaction")
              .tag("source", source)
              .register(registry);
      send =
          Timer.builder("millrace.bridge.send")
              .description("From the first send of a Kafka transaction to its commit")
              .publishPercentiles(0.5, 0.99)
              .tag("source", source)
              .register(registry);
    }

    private Counter counter(String name, String description) {
      return Counter.builder(name)
          .description(description)
          .tag("source", source)
          .register(registry);
    }

    /** Counts an event handed to the producer; {@code op} as in the envelope. */
    public void event(String table, String op, long size) {
      events
          .computeIfAbsent(
              table + '/' + op,
              key ->
                  Counter.builder("millrace.bridge.change.events")
                      .description("Change events handed to the producer")
                      .tags("source", source, "table", table, "op", op)
                      .register(registry))
          .increment();
      bytes.increment(size);
    }

    /** Counts an event that was turned away; {@code reason} as in the dead letter. */
    public void deadLetter(String reason) {
      Counter.builder("millrace.bridge.dead.letters")
          .description("Change events that became dead letters")
          .tags("source", source, "reason", reason)
          .register(registry)
          .increment();
    }

    /** Counts the events of one Kafka transaction; at least one. */
    public void batch(int records, long nanos) {
      batchRecords.record(records);
      send.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Counts transactions of which Kafka has confirmed every event, heartbeats included. */
    public void transactions(int ends) {
      transactions.increment(ends);
    }

    /** Counts an end of the engine that nobody asked for. */
    public void restart() {
      restarts.increment();
    }

    /** Counts a time when changes were found to be missing from the stream. */
    public void gap() {
      gaps.increment();
    }

    /** Shows which of {@code states} the source is in: 1 for that one, 0 for the others. */
    public void showState(Iterable<String> states, Supplier<String> current) {
      for (String state : states) {
        Gauge.builder("millrace.bridge.state", () -> state.equals(current.get()) ? 1 : 0)
            .description("1 for the state the source is in")
            .tags("source", source, "state", state)
            .register(registry);
      }
    }

    /** Shows how many rows the running or last snapshot, and incremental snapshot, published. */
    public void showSnapshotRows(Supplier<Number> initial, Supplier<Number> incremental) {
      Map.of("initial", initial, "incremental", incremental)
          .forEach(
              (kind, rows) ->
                  Gauge.builder("millrace.bridge.snapshot.rows", rows)
                      .description("Rows published by the running or last snapshot")
                      .tags("source", source, "kind", kind)
                      .register(registry));
    }

    private void gauge(String name, String description, Supplier<Number> value) {
      Gauge.builder(name, value).description(description).tag("source", source).register(registry);
    }

    /** Shows how far the slot's confirmed position is behind the server's WAL, in bytes. */
    public void showLagBytes(Supplier<Number> value) {
      gauge(
          "millrace.bridge.replication.lag.bytes",
          "WAL written by the server beyond what the slot has confirmed",
          value);
    }

    /** Shows how much WAL the server keeps for the slot, in bytes. */
    public void showKeptBytes(Supplier<Number> value) {
      gauge(
          "millrace.bridge.replication.kept.bytes",
          "WAL that the server keeps for the slot",
          value);
    }

    /** Shows how far the published transactions are behind the clock, in seconds. */
    public void showLagSeconds(Supplier<Number> value) {
      gauge(
          "millrace.bridge.replication.lag.seconds",
          "Commit to Kafka's confirmation of the newest transaction, or its age",
          value);
    }
  }
}
