package io.millrace.gateway.telecom;

import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.download.Download;
import io.millrace.gateway.request.TimeRange;
import java.time.Instant;
import java.util.List;

/**
 * The telecom answers as tables for files: the SQL of their rows, in the order and with the names
 * of the JSON. ClickHouse writes the values, so nothing is computed here.
 */
final class TelecomTables {

  private static final String SUMS =
      "sum(events) AS total_events, sum(duration_seconds) AS total_duration,"
          + " sum(megabytes) AS total_megabytes, sum(amount) AS total_amount"
          + " FROM telecom.real_time_partials WHERE ";

  private static final String PRESENT =
      " HAVING total_events != 0 OR total_duration != 0 OR total_megabytes != 0"
          + " OR total_amount != 0";

  private static final String NAMED_SUMS =
      "total_events AS events, total_duration AS durationSeconds, total_megabytes AS megabytes,"
          + " total_amount AS amount FROM (";

  private TelecomTables() {}

  static Download metrics(MetricsQuery query) {
    SqlText rows =
        new SqlText(
                "SELECT window_start AS windowStart, event_type AS eventType, region, events,"
                    + " duration_seconds AS durationSeconds, megabytes, amount,"
                    + " distinct_subscribers AS distinctSubscribers, last_commit AS lastCommit"
                    + " FROM telecom.real_time_metrics WHERE ")
            .appendWindowsIn(query.range());
    query.dimensions().filter(rows);
    rows.append(" ORDER BY window_start DESC, event_type, region");
    return new Download("telecom-metrics", query.range(), query.format(), rows);
  }

  static Download topRegions(TopRegionsQuery query) {
    SqlText rows =
        new SqlText(
                "SELECT row_number() OVER (ORDER BY measured DESC, region) AS rank, region,"
                    + " measured AS value, ")
            .append("? AS unit FROM (SELECT region, ", query.by().unit())
            .append(query.by().expression())
            .append(" AS measured, ")
            .append(SUMS)
            .appendWindowsIn(query.range());
    query.dimensions().filter(rows);
    rows.append(" GROUP BY region")
        .append(PRESENT)
        .append(" ORDER BY measured DESC, region LIMIT ?) ORDER BY rank", (long) query.limit());
    return new Download("telecom-regions-top", query.range(), query.format(), rows);
  }

  static Download timeline(TimelineQuery query) {
    TimeRange range = query.range();
    long seconds = query.step().seconds();
    SqlText rows =
        new SqlText("SELECT * FROM (SELECT ")
            .append("toDateTime(step * ?, 'UTC') AS start, series AS key, ", seconds)
            .append(NAMED_SUMS)
            .append("SELECT ")
            .append(query.by().expression())
            .append(" AS series, intDiv(toUnixTimestamp(window_start), ?) AS step, ", seconds)
            .append(SUMS)
            .appendWindowsIn(range);
    query.dimensions().filter(rows);
    rows.append(" GROUP BY series, step").append(PRESENT).append(") ORDER BY key, start");
    List<Instant> starts = query.starts();
    if (!starts.isEmpty()) {
      long first = starts.get(0).getEpochSecond();
      rows.append(
          " WITH FILL FROM toDateTime(?, 'UTC') TO toDateTime(?, 'UTC') STEP ?",
          first,
          first + starts.size() * seconds,
          seconds);
    }
    // Of no series at all, what is filled in has no key.
    rows.append(") WHERE key != '' ORDER BY key, start");
    return new Download("telecom-timeline", range, query.format(), rows);
  }

  static Download daily(DailyQuery query) {
    SqlText rows =
        new SqlText("SELECT day AS date, event_type AS eventType, ")
            .append(NAMED_SUMS)
            .append("SELECT toDate(window_start) AS day, event_type, ")
            .append(SUMS)
            .appendWindowsIn(query.range())
            .append(" GROUP BY day, event_type")
            .append(PRESENT)
            .append(") ORDER BY date DESC, eventType");
    return new Download("telecom-daily", query.range(), query.format(), rows);
  }
}
