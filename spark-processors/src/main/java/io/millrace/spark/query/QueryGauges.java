package io.millrace.spark.query;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.jspecify.annotations.Nullable;

/**
 * What a streaming query is doing now. Its figures are of one run, and not a number while none runs
 * or it has said nothing yet: what a query did before it failed must not look alive.
 */
final class QueryGauges {

  private final MeterRegistry registry;
  private final String query;
  private volatile BooleanSupplier active = () -> false;

  /** Of the present run; null before its first report. */
  private volatile @Nullable Figures figures;

  /** Null until one is known. */
  private volatile @Nullable Instant watermark;

  private @Nullable UUID run;

  /** What a progress report says. */
  private record Figures(
      double inputRows, double processedRows, double stateRows, double stateBytes) {

    static Figures of(StreamingQueryProgress progress) {
      long rows = 0;
      long bytes = 0;
      for (StateOperatorProgress operator : progress.stateOperators()) {
        rows += operator.numRowsTotal();
        bytes += operator.memoryUsedBytes();
      }
      return new Figures(
          finite(progress.inputRowsPerSecond()),
          finite(progress.processedRowsPerSecond()),
          rows,
          bytes);
    }

    /** Nothing comes, and the state stays as it was. */
    Figures idle() {
      return new Figures(0, 0, stateRows, stateBytes);
    }

    /** Spark divides by durations that may be zero. */
    private static double finite(double rate) {
      return Double.isFinite(rate) ? rate : 0;
    }
  }

  /** Registers all but the watermark's delay, which some queries never have. */
  QueryGauges(MeterRegistry registry, String query) {
    this.registry = registry;
    this.query = query;
    register("query.active", "1 while the query runs", () -> active.getAsBoolean() ? 1 : 0);
    show(
        "input.rows.per.second",
        "Rows that came per second, by the newest micro-batch",
        Figures::inputRows);
    show(
        "processed.rows.per.second",
        "Rows processed per second of work, by the newest micro-batch",
        Figures::processedRows);
    show("state.rows", "Rows that Spark's state operators hold", Figures::stateRows);
    show("state.memory.bytes", "Memory that Spark's state operators use", Figures::stateBytes);
  }

  private void show(String name, String description, ToDoubleFunction<Figures> figure) {
    register(
        name,
        description,
        () -> {
          Figures known = figures;
          return known == null || !active.getAsBoolean() ? Double.NaN : figure.applyAsDouble(known);
        });
  }

  private void register(String name, String description, Supplier<Number> value) {
    Gauge.builder("millrace.spark." + name, value)
        .description(description)
        .tag("query", query)
        .register(registry);
  }

  /** Says how it is known whether the query runs. */
  void activeWhile(BooleanSupplier running) {
    active = running;
  }

  /** A run has begun; nothing is known of it yet. */
  synchronized void began(UUID newRun) {
    run = newRun;
    figures = null;
  }

  /** A run has reported. */
  synchronized void progressed(StreamingQueryProgress progress) {
    if (progress.runId().equals(run)) {
      figures = Figures.of(progress);
    }
  }

  /** A run has had nothing to do for a while. */
  synchronized void idled(UUID idleRun) {
    Figures known = figures;
    if (idleRun.equals(run)) {
      figures = known == null ? new Figures(0, 0, 0, 0) : known.idle();
    }
  }

  /** A run has ended. */
  synchronized void ended(UUID endedRun) {
    if (endedRun.equals(run)) {
      figures = null;
    }
  }

  /** The watermark has moved; 1970 says that there is none yet. */
  synchronized void watermark(Instant reached) {
    if (reached.equals(Instant.EPOCH)) {
      return;
    }
    boolean first = watermark == null;
    watermark = reached;
    if (first) {
      register(
          "watermark.delay.seconds",
          "How far the watermark is behind the clock, also while nothing comes",
          this::watermarkDelay);
    }
  }

  private double watermarkDelay() {
    Instant reached = watermark;
    return reached == null
        ? Double.NaN
        : Duration.between(reached, Instant.now()).toMillis() / 1_000.0;
  }
}
