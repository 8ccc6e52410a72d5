package io.millrace.benchmarks.capture;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The bridge's figures over its peers', for one backlog, beside what the project aims at. */
final class BacklogAims {

  private static final double CPU_OF_SERVER = 0.5;
  private static final double CPU_OF_CONNECT = 0.7;
  private static final double THROUGHPUT = 1.5;

  private BacklogAims() {}

  static void print(
      PrintStream out, Backlog.Kind kind, List<BacklogFigures> all, List<ContenderName> peers) {
    for (ContenderName ours : List.of(ContenderName.BRIDGE, ContenderName.BRIDGE_LOW_LATENCY)) {
      for (ContenderName peer : peers) {
        find(all, ours)
            .ifPresent(
                bridge -> find(all, peer).ifPresent(other -> ratios(out, kind, bridge, other)));
      }
    }
    find(all, ContenderName.BRIDGE)
        .ifPresent(
            bridge -> {
              aims(out, all, bridge, ContenderName.SERVER_TUNED, CPU_OF_SERVER);
              aims(out, all, bridge, ContenderName.CONNECT_TUNED, CPU_OF_CONNECT);
            });
  }

  private static void ratios(
      PrintStream out, Backlog.Kind kind, BacklogFigures ours, BacklogFigures other) {
    out.printf(
        Locale.ROOT,
        "%s: %s / %-21s events/s %.2f  CPU %.2f  peak memory %.2f%n",
        kind.label(),
        ours.contender(),
        other.contender(),
        ours.eventsPerSecond() / other.eventsPerSecond(),
        ours.cpuSecondsPerMillion() / other.cpuSecondsPerMillion(),
        (double) ours.peakMebibytes() / other.peakMebibytes());
  }

  private static void aims(
      PrintStream out,
      List<BacklogFigures> all,
      BacklogFigures bridge,
      ContenderName peer,
      double cpu) {
    find(all, peer)
        .ifPresent(
            other -> {
              Aim.atMost("bridge's CPU per event over " + peer.id() + "'s", cpu)
                  .print(out, bridge.cpuSecondsPerMillion() / other.cpuSecondsPerMillion());
              Aim.atLeast("bridge's events/s over " + peer.id() + "'s", THROUGHPUT)
                  .print(out, bridge.eventsPerSecond() / other.eventsPerSecond());
            });
  }

  /** Who lost events has no figure to compare with. */
  private static Optional<BacklogFigures> find(List<BacklogFigures> all, ContenderName name) {
    return all.stream()
        .filter(figures -> figures.contender().equals(name.id()) && figures.lost() == 0)
        .findFirst();
  }
}
