package io.millrace.spark.flights.batch;

import io.millrace.model.flights.FlightRule;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What writing tasks counted; each answers its own, so that a task done again counts once. */
final class WriteTotals implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Map<String, FlightRule.Action> ACTIONS = actions();

  private final TreeMap<LocalDate, Long> days = new TreeMap<>();
  private final HashMap<String, Long> rules = new HashMap<>();
  private final ArrayList<String> objects = new ArrayList<>();
  private long kept;
  private long quarantined;
  private long fixed;
  private long flagged;

  /** Counts one row. */
  void add(LocalDate day, boolean isQuarantined, List<String> broken) {
    days.merge(day, 1L, Long::sum);
    broken.forEach(rule -> rules.merge(rule, 1L, Long::sum));
    if (isQuarantined) {
      quarantined++;
      return;
    }
    kept++;
    if (broken.stream().anyMatch(rule -> ACTIONS.get(rule) == FlightRule.Action.FIX)) {
      fixed++;
    }
    if (broken.stream().anyMatch(rule -> ACTIONS.get(rule) == FlightRule.Action.FLAG)) {
      flagged++;
    }
  }

  /** Names an object that was written. */
  void addObject(String path) {
    objects.add(path);
  }

  /** Adds what another task counted. */
  WriteTotals plus(WriteTotals other) {
    other.days.forEach((day, rows) -> days.merge(day, rows, Long::sum));
    other.rules.forEach((rule, rows) -> rules.merge(rule, rows, Long::sum));
    objects.addAll(other.objects);
    kept += other.kept;
    quarantined += other.quarantined;
    fixed += other.fixed;
    flagged += other.flagged;
    return this;
  }

  /** Rows by day, UTC. */
  SortedMap<LocalDate, Long> days() {
    return days;
  }

  /** Paths of the objects written. */
  List<String> objects() {
    return objects;
  }

  long rows() {
    return kept + quarantined;
  }

  /** Rows that count. */
  long kept() {
    return kept;
  }

  /** Rows that count nowhere. */
  long quarantined() {
    return quarantined;
  }

  /** Rows kept of which a field was put right. */
  long fixed() {
    return fixed;
  }

  /** Rows kept that are incomplete or old. */
  long flagged() {
    return flagged;
  }

  /** Rows that broke each rule of an action, in the order of the rules. */
  Map<String, Long> broken(FlightRule.Action action) {
    Map<String, Long> broken = new LinkedHashMap<>();
    for (FlightRule rule : FlightRule.values()) {
      if (rule.action() == action) {
        broken.put(rule.reason(), rules.getOrDefault(rule.reason(), 0L));
      }
    }
    return broken;
  }

  private static Map<String, FlightRule.Action> actions() {
    Map<String, FlightRule.Action> actions = new HashMap<>();
    for (FlightRule rule : FlightRule.values()) {
      actions.put(rule.reason(), rule.action());
    }
    return actions;
  }
}
