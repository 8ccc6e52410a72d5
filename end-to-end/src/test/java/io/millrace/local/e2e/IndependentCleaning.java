package io.millrace.local.e2e;

/**
 * What is right of generated lines, in ClickHouse's SQL straight from the lines: nothing of the job
 * is in it. Ids that several lines have are left out, since which of them counts is a matter of
 * order.
 */
final class IndependentCleaning {

  /** What events of one type come to. */
  static final String FINGERPRINT =
      "event_type, ' ', toString(count()), ' ', toString(sum(event_id)), ' ',"
          + " toString(sum(toUnixTimestamp64Micro(event_time))), ' ',"
          + " toString(sum(toUnixTimestamp64Micro(recorded_at))), ' ',"
          + " toString(ifNull(sum(duration_seconds), 0)), ' ', toString(ifNull(sum(megabytes), 0)), ' ',"
          + " toString(ifNull(sum(amount), 0)), ' ',"
          + " toString(groupBitXor(cityHash64(event_id, region, ifNull(subscriber, ''), ifNull(counterparty, ''), source)))";

  private static final String LINES =
      "SELECT replaceRegexpOne(line, '^\\xEF\\xBB\\xBF', '') AS l FROM file('%1$s/*.jsonl*', 'LineAsString', 'line String')";

  /** Ids that more than one line has. */
  static final String REPEATED =
      "SELECT JSONExtractInt(l, 'event_id') AS id FROM ("
          + LINES
          + ") GROUP BY id HAVING count() > 1";

  /** Events of a folder, which is the argument. */
  static final String SQL =
      """
      SELECT JSONExtractInt(l, 'event_id') AS event_id,
             JSONExtractString(l, 'event_type') AS event_type,
             JSONExtractString(l, 'region') AS region,
             JSONExtract(l, 'subscriber', 'Nullable(String)') AS subscriber,
             JSONExtract(l, 'counterparty', 'Nullable(String)') AS counterparty,
             JSONExtract(l, 'source', 'Nullable(String)') AS source,
             assumeNotNull(parseDateTime64BestEffortOrNull(JSONExtractString(l, 'recorded_at'), 6, 'UTC')) AS recorded_at,
             JSONExtractString(l, 'event_time') AS t,
             assumeNotNull(multiIf(
               JSONType(l, 'event_time') IN ('Int64', 'UInt64'),
                 fromUnixTimestamp64Milli(JSONExtractInt(l, 'event_time'), 'UTC')::DateTime64(6, 'UTC'),
               JSONType(l, 'event_time') = 'Double',
                 fromUnixTimestamp64Micro(toInt64(toDecimal128OrZero(if(JSONType(l, 'event_time') = 'Double', JSONExtractRaw(l, 'event_time'), '0'), 6) * 1000000), 'UTC'),
               endsWith(t, ' Asia/Almaty'),
                 toTimeZone(parseDateTime64BestEffortOrNull(replaceOne(t, ' Asia/Almaty', ''), 6, 'Asia/Almaty'), 'UTC'),
               match(t, '^\\d\\d\\.'),
                 parseDateTime64BestEffortOrNull(replaceRegexpOne(t, '^(..).(..).(....)', '\\3-\\2-\\1'), 6, 'UTC'),
               parseDateTime64BestEffortOrNull(t, 6, 'UTC'))) AS event_time,
             toInt64OrNull(replaceAll(JSONExtractRaw(l, 'duration_seconds'), '"', '')) AS duration_seconds,
             toDecimal64OrNull(replaceAll(JSONExtractRaw(l, 'megabytes'), '"', ''), 3) AS megabytes,
             toDecimal64OrNull(replaceAll(JSONExtractRaw(l, 'amount'), '"', ''), 2) AS amount
      FROM (%2$s)
      WHERE isValidJSON(l) AND isValidUTF8(l)
        AND JSONType(l, 'event_id') IN ('Int64', 'UInt64')
        AND event_type IN ('DATA_SESSION', 'CALL', 'SMS', 'BALANCE_RECHARGE')
        AND JSONType(l, 'region') = 'String' AND match(region, '^(Abai|Akmola|Aktobe|Almaty|Almaty Region|Astana|Atyrau|East Kazakhstan|Jambyl|Jetisu|Karaganda|Kostanay|Kyzylorda|Mangystau|North Kazakhstan|Pavlodar|Shymkent|Turkistan|Ulytau|West Kazakhstan)$')
        AND JSONType(l, 'event_time') IN ('String', 'Int64', 'UInt64', 'Double')
        AND (JSONType(l, 'duration_seconds') = 'Null' OR duration_seconds IS NOT NULL)
        AND event_time >= toDateTime64('1970-01-01 00:00:00', 6, 'UTC')
        AND event_time <= recorded_at + INTERVAL 5 MINUTE
        AND ifNull(duration_seconds, 0) >= 0 AND ifNull(duration_seconds, 0) != 32767
        AND ifNull(megabytes, 0) >= 0 AND ifNull(amount, 0) >= 0
        AND event_id NOT IN (%3$s)
      """
          .replace("%2$s", LINES)
          .replace("%3$s", REPEATED);

  private IndependentCleaning() {}
}
