package io.millrace.gateway.telecom.batch;

import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.download.Download;

/**
 * The SQL of the answers, the same for JSON and for files: rows in order, columns with the names of
 * the JSON.
 */
final class BatchTables {

  private BatchTables() {}

  static Download file(PercentilesQuery query) {
    return new Download("telecom-percentiles", query.days().times(), query.format(), rows(query));
  }

  static Download file(DailyStatsQuery query) {
    return new Download("telecom-daily-stats", query.days().times(), query.format(), rows(query));
  }

  static Download file(RestatementsQuery query) {
    return new Download(
        "telecom-restatements", query.days().times(), query.format(), rows(query, "window_start"));
  }

  static SqlText rows(PercentilesQuery query) {
    SqlText sql =
        new SqlText(
            "SELECT day, nullIf(hour, -1) AS hour, event_type AS eventType, region, measure,"
                + " method, events, p50, p90, p95, p99, p999, rank_error AS rankError,"
                + " run_id AS runId FROM (SELECT * FROM telecom.percentiles WHERE ");
    days(sql, query.days());
    sql.append(" AND method = ?", query.method())
        .appendIn("event_type", query.eventTypes())
        .appendIn("region", query.regions())
        .appendIn("if(hour = -1, 'ALL', toString(hour))", query.hours())
        .appendIn("measure", query.measures());
    return sql.append(" ORDER BY day DESC, hour, event_type, region, measure)");
  }

  static SqlText rows(DailyStatsQuery query) {
    SqlText sql =
        new SqlText(
            "SELECT day, zone, event_type AS eventType, region,"
                + " nullIf(toString(most_active_region), '') AS mostActiveRegion, events,"
                + " duration_seconds AS durationSeconds, duration_hours AS durationHours,"
                + " megabytes, terabytes, amount,"
                + " average_duration_seconds AS averageDurationSeconds,"
                + " megabytes_per_subscriber AS megabytesPerSubscriber,"
                + " distinct_subscribers AS distinctSubscribers, run_id AS runId"
                + " FROM telecom.daily_stats WHERE ");
    days(sql, query.days());
    sql.appendIn("event_type", query.eventTypes()).appendIn("region", query.regions());
    return sql.append(" ORDER BY day DESC, event_type, region");
  }

  /** Of a page and one row more for JSON; whole for files. */
  static SqlText page(RestatementsQuery query) {
    return rows(query, "toUnixTimestamp(window_start)").append(" LIMIT ?", query.limit() + 1L);
  }

  private static SqlText rows(RestatementsQuery query, String windowStart) {
    SqlText sql =
        new SqlText("SELECT day, run_id AS runId, ")
            .append(windowStart)
            .append(
                " AS windowStart, event_type AS eventType, region, events_before AS eventsBefore,"
                    + " events_after AS eventsAfter,"
                    + " duration_seconds_before AS durationSecondsBefore,"
                    + " duration_seconds_after AS durationSecondsAfter,"
                    + " megabytes_before AS megabytesBefore, megabytes_after AS megabytesAfter,"
                    + " amount_before AS amountBefore, amount_after AS amountAfter,"
                    + " subscribers_before AS subscribersBefore,"
                    + " subscribers_after AS subscribersAfter, toString(state) AS state"
                    + " FROM telecom.restated_windows FINAL WHERE ");
    days(sql, query.days());
    sql.appendIn("event_type", query.eventTypes()).appendIn("region", query.regions());
    query
        .after()
        .ifPresent(
            after ->
                sql.append(
                    " AND (day, run_id, window_start, event_type, region)"
                        + " < (toDate(?), ?, toDateTime(?, 'UTC'), ?, ?)",
                    after.day().toString(),
                    after.runId(),
                    after.windowStart().getEpochSecond(),
                    after.eventType(),
                    after.region()));
    return sql.append(
        " ORDER BY day DESC, run_id DESC, window_start DESC, event_type DESC, region DESC");
  }

  private static void days(SqlText sql, DayRange days) {
    sql.append(
        "day >= toDate(?) AND day < toDate(?)", days.from().toString(), days.to().toString());
  }
}
