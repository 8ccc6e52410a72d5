package io.millrace.benchmarks;

import io.millrace.local.stack.Component;
import io.millrace.runtime.ChildProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Freshness where the user stands: from the return of a COMMIT in PostgreSQL to the first answer of
 * the gateway that contains the row, under a steady load.
 *
 * <p>Beside the load, a probe commits one row every 250 ms, each in a minute of its own in 1990,
 * and asks {@code GET /api/v1/telecom/metrics} every 25 ms for the minutes still missing; so a
 * figure is at most 25 ms plus one answer too high. Arguments: events per second (1000), seconds
 * (120).
 *
 * <p>Run: {@code java -cp benchmarks/target/classes:$(cat benchmarks/target/classpath)
 * io.millrace.benchmarks.FreshnessBenchmark 1000 120}; with Spark on a cluster of a master and two
 * workers: {@code -Dmillrace.benchmark.spark=cluster}
 */
public final class FreshnessBenchmark {

  private static final Instant FIRST_MINUTE = Instant.parse("1990-01-01T00:00:00Z");
  private static final Duration PROBE_INTERVAL = Duration.ofMillis(250);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(25);
  private static final Duration WARM_UP = Duration.ofSeconds(75);
  private static final Pattern WINDOW = Pattern.compile("\"windowStart\":\"([^\"]+)\"");

  private final BenchmarkStack bench;
  private final Queue<Probe> outstanding = new ConcurrentLinkedQueue<>();
  private final List<Long> millis = Collections.synchronizedList(new ArrayList<>());
  private final AtomicBoolean measuring = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  private record Probe(Instant minute, long committedNanos, boolean counts) {}

  private FreshnessBenchmark(BenchmarkStack bench) {
    this.bench = bench;
  }

  /** Runs it and prints the figures. */
  public static void main(String[] args) throws Exception {
    int rate = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    Duration length = Duration.ofSeconds(args.length > 1 ? Long.parseLong(args[1]) : 120);
    try (BenchmarkStack bench = BenchmarkStack.start()) {
      new FreshnessBenchmark(bench).run(rate, length);
    }
  }

  private void run(int rate, Duration length) throws Exception {
    try (ChildProcess load =
        bench.simulator(
            "run", "--rate", Integer.toString(rate), "--profile", "flat", "--no-http")) {
      Thread writer = start("probe-writer", this::write);
      Thread poller = start("probe-poller", this::poll);
      waitOrFail(WARM_UP, load);
      measuring.set(true);
      Map<Component, Duration> cpu = bench.cpu();
      waitOrFail(length, load);
      System.out.printf(
          "freshness at %,d events/s over %d s: PostgreSQL commit to the gateway's answer%n",
          rate, length.toSeconds());
      print();
      bench.printCpuSince(cpu, length);
      bench.printMemory();
      ended.set(true);
      writer.join();
      poller.join();
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private Thread start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Exception e) {
                failure.compareAndSet(null, e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void waitOrFail(Duration time, ChildProcess load) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(100);
      Exception e = failure.get();
      if (e != null) {
        throw e;
      }
      if (!load.isAlive()) {
        throw new IllegalStateException("the load ended; see " + load.logFile());
      }
    }
  }

  private void write() throws SQLException, InterruptedException {
    Map<String, String> environment = bench.stack().simulatorEnvironment();
    try (Connection connection =
            DriverManager.getConnection(
                bench.stack().addresses().postgresUrl("telecom"),
                environment.get("MILLRACE_POSTGRES_WRITER_USER"),
                environment.get("MILLRACE_POSTGRES_WRITER_PASSWORD"));
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO telecom_events (event_type, event_time, region, subscriber, source)"
                    + " VALUES ('SMS', ?, 'Ulytau', 'probe', 'benchmark')")) {
      for (int i = 0; !ended.get(); i++) {
        Instant minute = FIRST_MINUTE.plus(Duration.ofMinutes(i));
        insert.setObject(1, minute.atOffset(java.time.ZoneOffset.UTC));
        insert.executeUpdate();
        outstanding.add(new Probe(minute, System.nanoTime(), measuring.get()));
        TimeUnit.MILLISECONDS.sleep(PROBE_INTERVAL.toMillis());
      }
    }
  }

  private void poll() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    while (!ended.get()) {
      Probe oldest = outstanding.peek();
      if (oldest != null) {
        URI address =
            bench
                .stack()
                .addresses()
                .gateway()
                .resolve(
                    "/api/v1/telecom/metrics?limit=1000&from=%s&to=%s"
                        .formatted(oldest.minute(), oldest.minute().plus(Duration.ofHours(4))));
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        long now = System.nanoTime();
        if (answer.statusCode() != 200) {
          throw new IllegalStateException(address + " answers " + answer.body());
        }
        List<Instant> visible = new ArrayList<>();
        Matcher matcher = WINDOW.matcher(answer.body());
        while (matcher.find()) {
          visible.add(Instant.parse(matcher.group(1)));
        }
        outstanding.removeIf(probe -> visible.contains(probe.minute()) && note(probe, now));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL.toMillis());
    }
  }

  private boolean note(Probe probe, long now) {
    if (probe.counts()) {
      millis.add(TimeUnit.NANOSECONDS.toMillis(now - probe.committedNanos()));
    }
    return true;
  }

  private void print() {
    List<Long> sorted;
    synchronized (millis) {
      sorted = new ArrayList<>(millis);
    }
    Collections.sort(sorted);
    long missing = outstanding.stream().filter(Probe::counts).count();
    System.out.printf(
        "  probes %d (and %d on their way)  p50 %d ms  p90 %d ms  p99 %d ms  max %d ms%n",
        sorted.size(),
        missing,
        quantile(sorted, 0.50),
        quantile(sorted, 0.90),
        quantile(sorted, 0.99),
        sorted.get(sorted.size() - 1));
  }

  private static long quantile(List<Long> sorted, double q) {
    return sorted.get((int) Math.min(sorted.size() - 1, Math.ceil(q * sorted.size()) - 1));
  }
}
