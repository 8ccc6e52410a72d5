package io.millrace.spark.telecom.batch.daily;

import io.millrace.spark.batch.RunId;
import io.millrace.spark.sink.JsonRows;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a day, and what was turned away of it.
 *
 * @param groups by event type and region, ALL included
 * @param rejects rows turned away, by reason
 */
record DayFigures(List<DayGroup> groups, Map<String, Long> rejects) {

  /** All event types, or all regions. */
  static final String ALL = "ALL";

  /** The region that repeats the figures of the one with the most events. */
  static final String MOST_ACTIVE = "most_active";

  private static final String SQL =
      """
      SELECT reason, event_type, region,
          grouping(event_type) AS all_types, grouping(region) AS all_regions,
          count(*) AS events,
          coalesce(sum(CAST(duration_seconds AS DECIMAL(38, 0))), 0) AS duration_seconds,
          count(duration_seconds) AS with_duration,
          coalesce(sum(megabytes), 0) AS megabytes,
          coalesce(sum(amount), 0) AS amount,
          count(DISTINCT subscriber) AS subscribers
      FROM {judged}
      GROUP BY GROUPING SETS ((reason, event_type, region), (reason, event_type),
          (reason, region), (reason))
      """;

  /** Copies both. */
  DayFigures {
    groups = List.copyOf(groups);
    rejects = new TreeMap<>(rejects);
  }

  /**
   * The figures of a day's rows.
   *
   * @param judged of {@link StoredEvents#JUDGED}
   */
  static DayFigures of(Dataset<Row> judged) {
    judged.createOrReplaceTempView("judged");
    List<DayGroup> groups = new ArrayList<>();
    Map<String, Long> rejects = new TreeMap<>();
    for (Row row : judged.sparkSession().sql(SQL.replace("{judged}", "judged")).collectAsList()) {
      boolean allTypes = row.<Number>getAs("all_types").intValue() == 1;
      boolean allRegions = row.<Number>getAs("all_regions").intValue() == 1;
      String reason = row.getAs("reason");
      if (reason == null) {
        groups.add(
            new DayGroup(
                allTypes ? ALL : row.getAs("event_type"),
                allRegions ? ALL : row.getAs("region"),
                new Totals(
                    row.getAs("events"),
                    row.<BigDecimal>getAs("duration_seconds").longValueExact(),
                    row.getAs("megabytes"),
                    row.getAs("amount")),
                row.getAs("with_duration"),
                row.getAs("subscribers")));
      } else if (allTypes && allRegions) {
        rejects.put(reason, row.getAs("events"));
      }
    }
    return new DayFigures(groups, rejects);
  }

  /** Rows that count. */
  long kept() {
    return groups.stream()
        .filter(group -> group.eventType().equals(ALL) && group.region().equals(ALL))
        .mapToLong(group -> group.totals().events())
        .sum();
  }

  /** Rows that were turned away. */
  long rejected() {
    return rejects.values().stream().mapToLong(Long::longValue).sum();
  }

  /** By event type, ALL included, the region with the most events; of several the first by name. */
  Map<String, DayGroup> mostActive() {
    Map<String, DayGroup> leaders = new LinkedHashMap<>();
    groups.stream()
        .filter(group -> !group.region().equals(ALL))
        .sorted(
            Comparator.comparing(DayGroup::eventType)
                .thenComparing(group -> -group.totals().events())
                .thenComparing(DayGroup::region))
        .forEach(group -> leaders.putIfAbsent(group.eventType(), group));
    return leaders;
  }

  /** The rows of {@code telecom.daily_stats}. */
  JsonRows rows(LocalDate day, ZoneId zone, RunId run) {
    JsonRows rows = new JsonRows();
    groups.forEach(group -> add(rows, group, group.region(), "", day, zone, run));
    mostActive()
        .values()
        .forEach(group -> add(rows, group, MOST_ACTIVE, group.region(), day, zone, run));
    return rows;
  }

  private static void add(
      JsonRows rows,
      DayGroup group,
      String region,
      String mostActive,
      LocalDate day,
      ZoneId zone,
      RunId run) {
    rows.add(
        json -> {
          json.writeStringField("day", day.toString());
          json.writeStringField("zone", zone.getId());
          json.writeStringField("event_type", group.eventType());
          json.writeStringField("region", region);
          json.writeStringField("most_active_region", mostActive);
          json.writeNumberField("events", group.totals().events());
          json.writeNumberField("duration_seconds", group.totals().durationSeconds());
          json.writeStringField("duration_hours", JsonRows.decimal(group.durationHours()));
          json.writeStringField("megabytes", JsonRows.decimal(group.totals().megabytes()));
          json.writeStringField("terabytes", JsonRows.decimal(group.terabytes()));
          json.writeStringField("amount", JsonRows.decimal(group.totals().amount()));
          json.writeStringField(
              "average_duration_seconds", decimal(group.averageDurationSeconds()));
          json.writeStringField(
              "megabytes_per_subscriber", decimal(group.megabytesPerSubscriber()));
          json.writeNumberField("distinct_subscribers", group.subscribers());
          json.writeStringField("run_id", run.text());
        });
  }

  private static @Nullable String decimal(@Nullable BigDecimal number) {
    return number == null ? null : JsonRows.decimal(number);
  }
}
