package io.millrace.benchmarks.capture;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** What was measured, as tables, and beside it what the project aims at. */
final class CaptureReport {

  private static final List<ContenderName> PEERS =
      List.of(
          ContenderName.SERVER_TUNED,
          ContenderName.CONNECT_TUNED,
          ContenderName.CONNECT_EXACTLY_ONCE);

  private final PrintStream out;
  private final Map<Backlog.Kind, List<BacklogFigures>> backlogs =
      new EnumMap<>(Backlog.Kind.class);
  private final List<LatencyFigures> latencies = new ArrayList<>();

  CaptureReport(PrintStream out) {
    this.out = out;
  }

  /** Keeps figures, and prints them at once: a long run may be cut short. */
  void add(Backlog.Kind kind, BacklogFigures figures) {
    backlogs.computeIfAbsent(kind, any -> new ArrayList<>()).add(figures);
    out.println(backlogLine(figures));
  }

  void add(LatencyFigures figures) {
    latencies.add(figures);
    out.println(latencyLine(figures));
  }

  void backlogHeader(Backlog backlog) {
    out.printf(
        Locale.ROOT,
        "%nbacklog: %,d %s in transactions of %,d; the machine's load is %.1f%n",
        backlog.rows(),
        backlog.kind().label(),
        backlog.kind().rowsPerTransaction(),
        load());
    out.println(backlogColumns());
  }

  void latencyHeader() {
    out.printf(
        Locale.ROOT,
        "%nlatency: %,d rows/s, transactions of %d every %d ms, after idle CPU; the machine's load is"
            + " %.1f%n",
        LatencyPlan.ROWS * 1_000 / LatencyPlan.INTERVAL.toMillis(),
        LatencyPlan.ROWS,
        LatencyPlan.INTERVAL.toMillis(),
        load());
    out.println(latencyColumns());
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static String backlogColumns() {
    return "%-21s %9s %12s %14s %13s %8s %7s %9s %7s %11s"
        .formatted(
            "contender",
            "events/s",
            "CPU-s/million",
            "sender CPU-s/M",
            "Kafka CPU-s/M",
            "peak MiB",
            "lost",
            "repeated",
            "others",
            "bytes/event");
  }

  private static String backlogLine(BacklogFigures figures) {
    return String.format(
        Locale.ROOT,
        "%-21s %,9.0f %13.1f %14.1f %13.1f %,8d %,7d %,9d %,7d %,11d%s",
        figures.contender(),
        figures.eventsPerSecond(),
        figures.cpuSecondsPerMillion(),
        figures.senderSecondsPerMillion(),
        figures.kafkaSecondsPerMillion(),
        figures.peakMebibytes(),
        figures.lost(),
        figures.repeated(),
        figures.others(),
        figures.bytesPerEvent(),
        figures.lost() > 0 ? "  LOST EVENTS: no figure" : "");
  }

  private static String latencyColumns() {
    return "%-21s %8s %8s %9s %12s %12s %9s %7s %5s"
        .formatted(
            "contender",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "CPU % (load)",
            "CPU % (idle)",
            "rows",
            "missing",
            "late");
  }

  private static String latencyLine(LatencyFigures figures) {
    return String.format(
        Locale.ROOT,
        "%-21s %8.1f %8.1f %9.1f %12.1f %12.1f %,9d %,7d %,5d",
        figures.contender(),
        figures.p50Millis(),
        figures.p99Millis(),
        figures.p999Millis(),
        figures.loadPercent(),
        figures.idlePercent(),
        figures.rows(),
        figures.missing(),
        figures.late());
  }

  /** Everything once more, with ratios and aims. */
  void print() {
    backlogs.forEach(
        (kind, figures) -> {
          out.printf("%n== %s ==%n%s%n", kind.label(), backlogColumns());
          figures.forEach(line -> out.println(backlogLine(line)));
          out.println();
          BacklogAims.print(out, kind, figures, PEERS);
        });
    if (!latencies.isEmpty()) {
      out.printf("%n== latency and idle ==%n%s%n", latencyColumns());
      latencies.forEach(line -> out.println(latencyLine(line)));
      out.println();
      latencyAims();
    }
  }

  private void latencyAims() {
    find(ContenderName.BRIDGE)
        .ifPresent(
            bridge -> {
              OptionalDouble better =
                  List.of(ContenderName.SERVER_TUNED, ContenderName.CONNECT_TUNED).stream()
                      .flatMap(peer -> find(peer).stream())
                      .mapToDouble(LatencyFigures::p99Millis)
                      .min();
              better.ifPresent(
                  peer ->
                      Aim.atMost("bridge's p99, ms, and the better tuned peer's", peer)
                          .print(out, bridge.p99Millis()));
              Aim.atMost("bridge's idle CPU, % of a core", 3).print(out, bridge.idlePercent());
              ratios(bridge);
            });
  }

  private void ratios(LatencyFigures bridge) {
    for (ContenderName peer : PEERS) {
      find(peer)
          .ifPresent(
              other ->
                  out.printf(
                      Locale.ROOT,
                      "bridge / %-21s p50 %.2f  p99 %.2f  p99.9 %.2f  CPU (load) %.2f  CPU (idle)"
                          + " %.2f%n",
                      peer.id(),
                      ratio(bridge, other, LatencyFigures::p50Millis),
                      ratio(bridge, other, LatencyFigures::p99Millis),
                      ratio(bridge, other, LatencyFigures::p999Millis),
                      ratio(bridge, other, LatencyFigures::loadPercent),
                      ratio(bridge, other, LatencyFigures::idlePercent)));
    }
  }

  private static double ratio(
      LatencyFigures one, LatencyFigures other, ToDoubleFunction<LatencyFigures> figure) {
    return figure.applyAsDouble(one) / figure.applyAsDouble(other);
  }

  private Optional<LatencyFigures> find(ContenderName name) {
    return latencies.stream().filter(figures -> figures.contender().equals(name.id())).findFirst();
  }
}
