package io.millrace.benchmarks.capture;

import io.millrace.runtime.ChildProcess;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** One contender alone: first without load, then with a steady one. */
final class LatencyRun {

  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final CaptureRig rig;
  private final LatencyPlan plan;

  LatencyRun(CaptureRig rig, LatencyPlan plan) {
    this.rig = rig;
    this.plan = plan;
  }

  /** Begins on an empty table, with nothing stored, so that none inherits another one's load. */
  LatencyFigures of(KafkaContender contender) throws Exception {
    contender.forget();
    rig.execute("TRUNCATE telecom_events", "CHECKPOINT");
    ChildProcess process = contender.startStreaming();
    try {
      TimeUnit.NANOSECONDS.sleep(plan.settle().toNanos());
      double idlePercent = idlePercent(process);
      return underLoad(contender, process, idlePercent);
    } finally {
      contender.stop(process);
      contender.forget();
    }
  }

  private double idlePercent(ChildProcess process) throws InterruptedException {
    Duration before = ProcessMeter.cpu(process.pid());
    long began = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(plan.idle().toNanos());
    return percent(process, before, began);
  }

  private static double percent(ChildProcess process, Duration before, long began) {
    long cpu = ProcessMeter.cpu(process.pid()).minus(before).toNanos();
    return 100.0 * cpu / (System.nanoTime() - began);
  }

  private LatencyFigures underLoad(
      KafkaContender contender, ChildProcess process, double idlePercent) throws Exception {
    LatencyLoad load = new LatencyLoad(rig, plan.transactions());
    try (KafkaConsumer<byte[], byte[]> consumer = rig.topics().consumer()) {
      consumer.assign(RigTopics.partitions(contender.topic()));
      consumer.seekToEnd(consumer.assignment());
      consumer.assignment().forEach(consumer::position);
      Arrivals arrivals = new Arrivals(consumer, plan.transactions() * LatencyPlan.ROWS);
      Thread writer = new Thread(load, "latency-load");
      writer.setDaemon(true);
      writer.start();
      pollFor(arrivals, plan.warmUp());
      Duration before = ProcessMeter.cpu(process.pid());
      long began = System.nanoTime();
      pollFor(arrivals, plan.measured());
      double loadPercent = percent(process, before, began);
      while (writer.isAlive()) {
        arrivals.poll();
      }
      writer.join();
      long deadline = System.nanoTime() + DRAIN.toNanos();
      while (!arrivals.complete() && System.nanoTime() < deadline) {
        arrivals.poll();
      }
      int first = plan.warmUpTransactions();
      long[] sorted = arrivals.sinceCommit(load, first);
      return new LatencyFigures(
          contender.name(),
          LatencyFigures.percentileMillis(sorted, 50),
          LatencyFigures.percentileMillis(sorted, 99),
          LatencyFigures.percentileMillis(sorted, 99.9),
          loadPercent,
          idlePercent,
          sorted.length,
          (long) (plan.transactions() - first) * LatencyPlan.ROWS - sorted.length,
          load.late());
    }
  }

  private static void pollFor(Arrivals arrivals, Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      arrivals.poll();
    }
  }
}
