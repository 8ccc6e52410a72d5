package io.millrace.benchmarks;

import io.millrace.local.audit.AuditReport;
import io.millrace.local.audit.TelecomAudit;
import io.millrace.local.stack.Component;
import io.millrace.runtime.ChildProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Events per second that the whole platform carries: from the first INSERT until every window
 * equals PostgreSQL's, with the simulator writing as fast as it can on the same machine.
 *
 * <p>Arguments: events (500000). The result must be exact, or there is no figure.
 *
 * <p>Run: {@code java -cp benchmarks/target/classes:$(cat benchmarks/target/classpath)
 * io.millrace.benchmarks.ThroughputBenchmark 500000}; with Spark on a cluster of a master and two
 * workers: {@code -Dmillrace.benchmark.spark=cluster}
 */
public final class ThroughputBenchmark {

  private static final int WARM_UP_EVENTS = 20_000;
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private ThroughputBenchmark() {}

  /** Runs it and prints the figures. */
  public static void main(String[] args) throws Exception {
    int events = args.length > 0 ? Integer.parseInt(args[0]) : 500_000;
    try (BenchmarkStack bench = BenchmarkStack.start()) {
      carry(bench, WARM_UP_EVENTS, 1);
      Map<Component, Duration> cpu = bench.cpu();
      Instant start = Instant.now();
      Duration written = carry(bench, events, 2);
      Duration all = Duration.between(start, Instant.now());
      System.out.printf(
          "throughput: %,d events inserted (and their corrections and deletions) in %.1f s,"
              + " all of them exact in ClickHouse after %.1f s: %,.0f events/s end to end%n",
          events,
          written.toMillis() / 1_000.0,
          all.toMillis() / 1_000.0,
          events * 1_000.0 / all.toMillis());
      bench.printCpuSince(cpu, all);
      bench.printMemory();
    }
  }

  /** Answers how long writing took; returns when all is exact. */
  private static Duration carry(BenchmarkStack bench, int events, int seed) throws Exception {
    Instant start = Instant.now();
    Duration written;
    try (ChildProcess simulator =
        bench.simulator(
            "run",
            "--seed",
            Integer.toString(seed),
            "--events",
            Integer.toString(events),
            "--rate",
            "2000",
            "--as-fast-as-possible",
            "--no-http")) {
      int exit = simulator.onExit().get(PATIENCE.toMinutes(), TimeUnit.MINUTES).exitValue();
      if (exit != 0) {
        throw new IllegalStateException(
            "the simulator ended with " + exit + "; see " + simulator.logFile());
      }
      written = Duration.between(start, Instant.now());
    }
    TelecomAudit audit = new TelecomAudit(bench.postgres(), bench.clickHouse());
    Instant deadline = start.plus(PATIENCE);
    while (true) {
      // The audit itself costs, so it is asked only when the cheap sum says it may be over.
      awaitQuietSum(bench, deadline);
      AuditReport report = audit.run();
      if (report.exact()) {
        System.out.println(report.summary());
        return written;
      }
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException(report.toString());
      }
    }
  }

  private static void awaitQuietSum(BenchmarkStack bench, Instant deadline) throws Exception {
    long expected =
        BenchmarkStack.number(
            bench.postgres(),
            "SELECT count(*) FROM telecom_events WHERE event_time <= recorded_at + interval '5 minutes'"
                + " AND event_type IN ('DATA_SESSION', 'CALL', 'SMS', 'BALANCE_RECHARGE')"
                + " AND coalesce(duration_seconds, 0) BETWEEN 0 AND 32766");
    long tolerance = expected / 50;
    while (Instant.now().isBefore(deadline)) {
      long seen =
          BenchmarkStack.number(
              bench.clickHouse(), "SELECT sum(events) FROM telecom.real_time_partials");
      if (Math.abs(seen - expected) <= tolerance) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }
}
