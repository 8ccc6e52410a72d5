package io.millrace.bridge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** All meters of the bridge; every one carries the tag {@code source}. */
public final class BridgeMetrics {

  /** Up to a full batch of the engine and what a snapshot gathers in one Kafka transaction. */
  private static final double[] BATCH_BOUNDS = {
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000
  };

  /** Up to the transaction timeout's order of magnitude. */
  private static final Duration[] SEND_BOUNDS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60)
  };

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
    private final Counter received;
    private final Counter confirmed;
    private final Counter bytes;
    private final Counter transactions;
    private final Counter restarts;
    private final Counter gaps;
    private final DistributionSummary batchRecords;
    private final Timer send;

    private Source(MeterRegistry registry, String source) {
      this.registry = registry;
      this.source = source;
      received =
          counter(
              "millrace.bridge.received.events",
              "Row images and messages that the engine handed over, before anything is left out");
      confirmed =
          counter(
              "millrace.bridge.confirmed.events",
              "Received events whose records a committed Kafka transaction holds");
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
              .serviceLevelObjectives(BATCH_BOUNDS)
              .tag("source", source)
              .register(registry);
      send =
          Timer.builder("millrace.bridge.send")
              .description("From the first send of a Kafka transaction to its commit")
              .serviceLevelObjectives(SEND_BOUNDS)
              .tag("source", source)
              .register(registry);
    }

    private Counter counter(String name, String description) {
      return Counter.builder(name)
          .description(description)
          .tag("source", source)
          .register(registry);
    }

    /** Counts events that the engine handed over; its markers and heartbeats are none. */
    public void received(int number) {
      received.increment(number);
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

    /** Counts the events of one committed Kafka transaction; at least one. */
    public void batch(int records, long nanos) {
      confirmed.increment(records);
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

    /** Shows about how many rows the snapshot has; not a number while that is not known. */
    public void showEstimatedSnapshotRows(Supplier<Number> value) {
      gauge(
          "millrace.bridge.snapshot.estimated.rows",
          "Rows of the running or last snapshot, as the server estimated them",
          value);
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

    /** Shows whether somebody reads the slot; not a number while that is not known. */
    public void showSlotActive(Supplier<Number> value) {
      gauge("millrace.bridge.slot.active", "1 while the slot is read, 0 while it is not", value);
    }

    /** Shows how safe the slot's WAL is: 1 for that status, 0 for the others. */
    public void showWalStatus(Iterable<String> statuses, Function<String, Number> value) {
      for (String status : statuses) {
        Gauge.builder("millrace.bridge.slot.wal.status", () -> value.apply(status))
            .description("1 for the status that the server gives the slot's WAL")
            .tags("source", source, "wal_status", status)
            .register(registry);
      }
    }

    /** Shows how much may be written before the slot is lost, in bytes. */
    public void showSafeWalSize(Supplier<Number> value) {
      gauge(
          "millrace.bridge.slot.safe.wal.size.bytes",
          "WAL that can be written before the slot may be lost; NaN without a limit",
          value);
    }

    /** Shows how much WAL the server may keep for the slot, in bytes. */
    public void showWalBudget(long bytes) {
      gauge(
          "millrace.bridge.wal.budget.bytes",
          "WAL that the server may keep for the slot; 0 for no limit",
          () -> bytes);
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
