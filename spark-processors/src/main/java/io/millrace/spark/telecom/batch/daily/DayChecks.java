package io.millrace.spark.telecom.batch.daily;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What must hold of a staged day before it is published; a line for each thing that does not, with
 * its two numbers.
 */
final class DayChecks {

  private final List<String> violated = new ArrayList<>();

  /**
   * Checks a day.
   *
   * @param staged totals by event type and region, ALL and most_active included
   * @param stagedRows how many rows are staged
   * @param postgres the rows' totals by PostgreSQL's own SQL, in the snapshot
   * @param settledPostgres the totals of the windows that have settled, as PostgreSQL has them
   * @param settledStream the same as the stream has them
   * @param eventsNow how many events PostgreSQL has of the day now
   * @return what is violated; empty if all holds
   */
  static List<String> violated(
      Map<String, Map<String, Totals>> staged,
      long stagedRows,
      Map<String, Totals> postgres,
      Map<String, Totals> settledPostgres,
      Map<String, Totals> settledStream,
      long eventsNow) {
    DayChecks checks = new DayChecks();
    checks.rows(staged, stagedRows);
    if (eventsNow > 0 && stagedRows == 0) {
      checks.violated.add(
          "empty day: 0 rows are staged, and PostgreSQL has " + eventsNow + " events now");
    }
    for (String type : both(staged, postgres)) {
      Map<String, Totals> regions = staged.getOrDefault(type, Map.of());
      Totals all = regions.getOrDefault(DayFigures.ALL, Totals.NONE);
      checks.equal(type + ", staged and PostgreSQL's own SQL", all, of(postgres, type));
      checks.equal(type + ", region ALL and the sum of regions", all, sum(regions));
      regions.entrySet().stream()
          .filter(region -> region.getKey().equals(DayFigures.MOST_ACTIVE))
          .forEach(region -> checks.mostActive(type, region.getValue(), regions));
    }
    for (String region : regions(staged)) {
      Totals sum = Totals.NONE;
      for (Map.Entry<String, Map<String, Totals>> type : staged.entrySet()) {
        if (!type.getKey().equals(DayFigures.ALL)) {
          sum = sum.plus(of(type.getValue(), region));
        }
      }
      checks.equal(
          region + ", event type ALL and the sum of event types",
          of(staged.getOrDefault(DayFigures.ALL, Map.of()), region),
          sum);
    }
    for (String type : both(settledPostgres, settledStream)) {
      checks.equal(
          type + ", the stream's settled windows and PostgreSQL's",
          of(settledStream, type),
          of(settledPostgres, type));
    }
    return checks.violated;
  }

  private void rows(Map<String, Map<String, Totals>> staged, long stagedRows) {
    long keys = staged.values().stream().mapToLong(Map::size).sum();
    if (keys != stagedRows) {
      violated.add("rows: " + stagedRows + " are staged, of " + keys + " event types and regions");
    }
    staged.forEach(
        (type, regions) -> {
          if (!regions.containsKey(DayFigures.ALL)
              || !regions.containsKey(DayFigures.MOST_ACTIVE)) {
            violated.add(
                type
                    + ", rows: of regions ALL and most_active there must be 2, there are "
                    + regions.keySet().stream().filter(region -> !isRegion(region)).count());
          }
        });
  }

  private void mostActive(String type, Totals mostActive, Map<String, Totals> regions) {
    long greatest =
        regions.entrySet().stream()
            .filter(region -> isRegion(region.getKey()))
            .mapToLong(region -> region.getValue().events())
            .max()
            .orElse(0);
    equal(
        type + ", events of most_active and of the leading region", mostActive.events(), greatest);
  }

  private void equal(String what, Totals one, Totals other) {
    equal(what + ", events", one.events(), other.events());
    equal(what + ", duration_seconds", one.durationSeconds(), other.durationSeconds());
    equal(what + ", megabytes", one.megabytes(), other.megabytes());
    equal(what + ", amount", one.amount(), other.amount());
  }

  private void equal(String what, long one, long other) {
    equal(what, BigDecimal.valueOf(one), BigDecimal.valueOf(other));
  }

  private void equal(String what, BigDecimal one, BigDecimal other) {
    if (one.compareTo(other) != 0) {
      violated.add(what + ": " + one.toPlainString() + " and " + other.toPlainString());
    }
  }

  private static Totals of(Map<String, Totals> totals, String key) {
    return totals.getOrDefault(key, Totals.NONE);
  }

  private static Totals sum(Map<String, Totals> regions) {
    return regions.entrySet().stream()
        .filter(region -> isRegion(region.getKey()))
        .map(Map.Entry::getValue)
        .reduce(Totals.NONE, Totals::plus);
  }

  private static boolean isRegion(String name) {
    return !name.equals(DayFigures.ALL) && !name.equals(DayFigures.MOST_ACTIVE);
  }

  private static TreeSet<String> regions(Map<String, Map<String, Totals>> staged) {
    TreeSet<String> regions = new TreeSet<>();
    staged.values().forEach(of -> regions.addAll(of.keySet()));
    regions.removeIf(region -> !isRegion(region));
    return regions;
  }

  private static TreeSet<String> both(Map<String, ?> one, Map<String, ?> other) {
    TreeSet<String> keys = new TreeSet<>(one.keySet());
    keys.addAll(other.keySet());
    return keys;
  }
}
