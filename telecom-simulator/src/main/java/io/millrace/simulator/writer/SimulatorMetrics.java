package io.millrace.simulator.writer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.model.telecom.TelecomEventType;
import io.millrace.model.telecom.TelecomRule;
import io.millrace.simulator.event.Change;
import io.millrace.simulator.event.EventRow;
import io.millrace.simulator.event.Transaction;
import java.util.Arrays;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

/** All meters of the simulator; what is counted here has been committed. */
public final class SimulatorMetrics {

  private static final Set<String> EVENT_TYPES =
      Arrays.stream(TelecomEventType.values()).map(Enum::name).collect(Collectors.toSet());

  private final MeterRegistry registry;
  private final Counter transactions;
  private final Counter waits;

  /** Meters in a registry. */
  public SimulatorMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.transactions =
        Counter.builder("millrace.simulator.transactions")
            .description("Transactions committed")
            .register(registry);
    this.waits =
        Counter.builder("millrace.simulator.postgresql.waits")
            .description("Times a write waited because PostgreSQL was away")
            .register(registry);
  }

  /** Shows how far writing is behind its schedule, in seconds. */
  public void behind(DoubleSupplier seconds) {
    Gauge.builder("millrace.simulator.behind", seconds, DoubleSupplier::getAsDouble)
        .description("How far writing is behind its schedule")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
  }

  void committed(Transaction transaction) {
    transactions.increment();
    for (Change.Insert insert : transaction.inserts()) {
      EventRow row = insert.row();
      count("insert", row);
      if (row.late()) {
        count("late", row);
      }
      TelecomRule.firstBroken(row.withEventId(0))
          .ifPresent(
              rule -> {
                count("dirty", row);
                registry
                    .counter("millrace.simulator.dirty.rows", "rule", rule.reason())
                    .increment();
              });
    }
    for (Change change : transaction.changes()) {
      count(change instanceof Change.Delete ? "delete" : "update", change.row());
    }
  }

  void waited() {
    waits.increment();
  }

  /** {@code late} and {@code dirty} events are among the inserted ones. */
  private void count(String kind, EventRow row) {
    String type =
        row.eventType() != null && EVENT_TYPES.contains(row.eventType())
            ? row.eventType()
            : "unknown";
    registry.counter("millrace.simulator.events", "event_type", type, "kind", kind).increment();
  }
}
