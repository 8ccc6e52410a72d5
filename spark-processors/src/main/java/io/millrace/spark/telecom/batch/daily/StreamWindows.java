package io.millrace.spark.telecom.batch.daily;

import com.clickhouse.client.api.query.GenericRecord;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.config.StreamingConfig;
import io.millrace.spark.sink.ClickHouseTable;
import io.millrace.spark.sink.JsonRows;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stream's windows of a day beside those of PostgreSQL, which are staged.
 *
 * <p>Only windows are put right in which the stream has counted nothing but what the snapshot has:
 * their newest commit is before the instant up to which the snapshot has all commits. The stream
 * has counted all of that by then, so what it counts later is of later commits, comes on top, and
 * is in no correction. Sums commute, so it does not matter which of the two is inserted first.
 */
final class StreamWindows {

  private static final String PARTIALS = "telecom.real_time_partials";
  private static final String RESTATED = "telecom.restated_windows";
  private static final Duration SLICE = Duration.ofHours(1);

  /** Both sides as rows of the same columns: stream_… and staged_…. */
  private static final String BOTH =
      """
      FROM (
          SELECT window_start, toString(event_type) AS type, toString(region) AS of_region,
              CAST(events, 'Int64') AS stream_events,
              CAST(duration_seconds, 'Int64') AS stream_seconds,
              CAST(megabytes, 'Decimal(38, 3)') AS stream_megabytes,
              CAST(amount, 'Decimal(38, 2)') AS stream_amount,
              {stream_maps}
              toInt64(0) AS staged_events, toInt64(0) AS staged_seconds,
              toDecimal128(0, 3) AS staged_megabytes, toDecimal128(0, 2) AS staged_amount,
              CAST(last_commit, 'DateTime64(3, \\'UTC\\')') AS commit
          FROM telecom.real_time_partials
          WHERE window_start >= toDateTime({from:Int64}, 'UTC')
            AND window_start < toDateTime({to:Int64}, 'UTC')
          UNION ALL
          SELECT window_start, toString(event_type), toString(region),
              toInt64(0), toInt64(0), toDecimal128(0, 3), toDecimal128(0, 2),
              {staged_maps}
              events, duration_seconds, megabytes, amount,
              toDateTime64(0, 3, 'UTC')
          FROM {staged}
          WHERE window_start >= toDateTime({from:Int64}, 'UTC')
            AND window_start < toDateTime({to:Int64}, 'UTC')
      )
      """;

  private static final String DIFFERENCES =
      """
      SELECT toInt64(toUnixTimestamp(window_start)) AS window_seconds, type, of_region,
          toInt64(sum(stream_events)) AS events_before,
          toInt64(sum(staged_events)) AS events_after,
          toInt64(sum(stream_seconds)) AS duration_seconds_before,
          toInt64(sum(staged_seconds)) AS duration_seconds_after,
          toDecimalString(sum(stream_megabytes), 3) AS megabytes_before,
          toDecimalString(sum(staged_megabytes), 3) AS megabytes_after,
          toDecimalString(sum(stream_amount), 2) AS amount_before,
          toDecimalString(sum(staged_amount), 2) AS amount_after,
          toInt64(length(mapFilter((k, n) -> n > 0, sumMap(stream_subscribers))))
              AS subscribers_before,
          toInt64(length(mapFilter((k, n) -> n > 0, sumMap(staged_subscribers))))
              AS subscribers_after,
          mapFilter((k, n) -> n != 0, sumMap(missing_subscribers)) AS missing,
          toJSONString(missing) AS subscribers_missing,
          toInt64(toUnixTimestamp64Milli(max(commit))) AS newest_commit
      """
          + BOTH
          + """
            GROUP BY window_start, type, of_region
            HAVING events_before != events_after OR duration_seconds_before != duration_seconds_after
                OR sum(stream_megabytes) != sum(staged_megabytes)
                OR sum(stream_amount) != sum(staged_amount) OR notEmpty(missing)
            ORDER BY window_seconds, type, of_region
            """;

  private static final String SETTLED =
      """
      SELECT type,
          toInt64(sum(stream_n)) AS events_stream, toInt64(sum(staged_n)) AS events_staged,
          toInt64(sum(stream_s)) AS seconds_stream, toInt64(sum(staged_s)) AS seconds_staged,
          toDecimalString(sum(stream_m), 3) AS megabytes_stream,
          toDecimalString(sum(staged_m), 3) AS megabytes_staged,
          toDecimalString(sum(stream_a), 2) AS amount_stream,
          toDecimalString(sum(staged_a), 2) AS amount_staged
      FROM (
          SELECT type,
              sum(stream_events) AS stream_n, sum(staged_events) AS staged_n,
              sum(stream_seconds) AS stream_s, sum(staged_seconds) AS staged_s,
              sum(stream_megabytes) AS stream_m, sum(staged_megabytes) AS staged_m,
              sum(stream_amount) AS stream_a, sum(staged_amount) AS staged_a
      """
          + BOTH
          + """
                GROUP BY window_start, type, of_region
                HAVING toUnixTimestamp64Milli(max(commit)) < {settled:Int64}
            )
            GROUP BY type
            """;

  private static final String NO_MAP = "CAST(map(), 'Map(UInt64, Int64)')";

  private final StreamingConfig.ClickHouse server;
  private final String staged;
  private final Instant settled;

  /**
   * @param staged table of the day's windows as PostgreSQL has them
   * @param settled windows whose newest commit is before it are compared
   */
  StreamWindows(StreamingConfig.ClickHouse server, String staged, Instant settled) {
    this.server = server;
    this.staged = staged;
    this.settled = settled;
  }

  /**
   * What was done with the windows that differ.
   *
   * @param restated put right
   * @param moving left, since later commits are in them
   */
  record Restated(List<WindowDifference> restated, List<WindowDifference> moving) {}

  /**
   * The totals of the windows that have settled, by event type.
   *
   * @param stream as the stream has them
   * @param staged as PostgreSQL has them
   */
  record Settled(Map<String, Totals> stream, Map<String, Totals> staged) {}

  /** Puts right what can be, hour by hour, and says so in {@code telecom.restated_windows}. */
  Restated restate(LocalDate day, Instant from, Instant to, RunId run) {
    Restated all = new Restated(new ArrayList<>(), new ArrayList<>());
    for (Instant hour = from; hour.isBefore(to); hour = hour.plus(SLICE)) {
      Instant end = hour.plus(SLICE).isBefore(to) ? hour.plus(SLICE) : to;
      List<WindowDifference> wrong = new ArrayList<>();
      for (WindowDifference difference : differences(hour, end)) {
        (difference.lastCommit().isBefore(settled) ? wrong : all.moving()).add(difference);
      }
      if (!wrong.isEmpty()) {
        correct(wrong, day, run, day + ":" + hour.getEpochSecond());
        all.restated().addAll(wrong);
      }
    }
    return all;
  }

  private void correct(List<WindowDifference> wrong, LocalDate day, RunId run, String slice) {
    // Told first, so that no correction is without its record; a record that stays begun says that
    // the correction may not have come.
    tell(wrong, day, run, "begun");
    JsonRows corrections = new JsonRows();
    wrong.forEach(difference -> difference.correct(corrections, settled));
    new ClickHouseTable(server, PARTIALS)
        .insert(corrections, "telecom-daily:" + run.text() + ":" + slice);
    tell(wrong, day, run, "restated");
  }

  private void tell(List<WindowDifference> wrong, LocalDate day, RunId run, String state) {
    JsonRows rows = new JsonRows();
    wrong.forEach(difference -> difference.tell(rows, day, run, state));
    new ClickHouseTable(server, RESTATED).insert(rows, "");
  }

  private List<WindowDifference> differences(Instant from, Instant to) {
    String sql =
        DIFFERENCES
            .replace(
                "{stream_maps}",
                "CAST(subscribers, 'Map(UInt64, Int64)') AS stream_subscribers, "
                    + NO_MAP
                    + " AS staged_subscribers,"
                    + " mapApply((k, n) -> (k, -n), stream_subscribers) AS missing_subscribers,")
            .replace("{staged_maps}", NO_MAP + ", subscribers, subscribers,")
            .replace("{staged}", staged);
    return ClickHouseTable.query(
            server, sql, Map.of("from", from.getEpochSecond(), "to", to.getEpochSecond()))
        .stream()
        .map(WindowDifference::of)
        .toList();
  }

  /** The totals of what has settled. */
  Settled settled(Instant from, Instant to) {
    String sql =
        SETTLED
            .replace("{stream_maps}", "")
            .replace("{staged_maps}", "")
            .replace("{staged}", staged);
    Map<String, Totals> stream = new TreeMap<>();
    Map<String, Totals> postgres = new TreeMap<>();
    for (GenericRecord row :
        ClickHouseTable.query(
            server,
            sql,
            Map.of(
                "from",
                from.getEpochSecond(),
                "to",
                to.getEpochSecond(),
                "settled",
                settled.toEpochMilli()))) {
      stream.put(row.getString("type"), totals(row, "stream"));
      postgres.put(row.getString("type"), totals(row, "staged"));
    }
    return new Settled(PostgresTotals.withAll(stream), PostgresTotals.withAll(postgres));
  }

  private static Totals totals(GenericRecord row, String side) {
    return new Totals(
        row.getLong("events_" + side),
        row.getLong("seconds_" + side),
        new BigDecimal(row.getString("megabytes_" + side)),
        new BigDecimal(row.getString("amount_" + side)));
  }
}
