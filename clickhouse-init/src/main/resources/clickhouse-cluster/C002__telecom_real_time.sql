-- Sharded by the whole key of the sums: the rows that a merge joins, what was counted and what takes it
-- back, are of one key and so on one shard. A replayed insert is cut into the same blocks, each with
-- the batch's token, and each shard drops the block that it has. The window of tokens is as long in
-- time as a stream may be away between an insert and its replay.
CREATE DATABASE IF NOT EXISTS telecom ON CLUSTER '{cluster}';

-- Signed partial sums of one-minute event-time windows. A micro-batch adds one row per window,
-- event type and region that it touched: what it counted (+) less what it took back (-). Sums
-- commute, so neither order nor lateness matters, and merges keep one row per key.
-- The deduplication window makes the insert of a replayed micro-batch, which carries the same token,
-- a no-op.
CREATE TABLE IF NOT EXISTS telecom.real_time_partials_local ON CLUSTER '{cluster}'
(
    window_start     DateTime('UTC')         COMMENT 'Start of the minute',
    event_type       LowCardinality(String),
    region           LowCardinality(String),
    events           SimpleAggregateFunction(sum, Int64),
    duration_seconds SimpleAggregateFunction(sum, Int64)          COMMENT 's',
    megabytes        SimpleAggregateFunction(sum, Decimal(38, 3)) COMMENT 'MB of 10^6 bytes',
    amount           SimpleAggregateFunction(sum, Decimal(38, 2)) COMMENT 'Tenge',
    subscribers      SimpleAggregateFunction(sumMap, Map(UInt64, Int64)) COMMENT 'Subscriber hash to its signed number of events',
    last_commit      SimpleAggregateFunction(max, DateTime64(3, 'UTC')) COMMENT 'Newest PostgreSQL commit contained'
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
PARTITION BY toYYYYMM(window_start)
ORDER BY (window_start, event_type, region)
SETTINGS replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS telecom.real_time_partials ON CLUSTER '{cluster}' AS telecom.real_time_partials_local
ENGINE = Distributed('{cluster}', telecom, real_time_partials_local, cityHash64(window_start, event_type, region));

-- The metrics people query. A window all of whose events were deleted is gone; one whose sums do not
-- return to zero with its events would show, as it should.
CREATE VIEW IF NOT EXISTS telecom.real_time_metrics ON CLUSTER '{cluster}' AS
SELECT
    window_start,
    event_type,
    region,
    sum(partials.events)           AS events,
    sum(partials.duration_seconds) AS duration_seconds,
    sum(partials.megabytes)        AS megabytes,
    sum(partials.amount)           AS amount,
    toUInt64(length(mapFilter((subscriber, n) -> n > 0, sumMap(partials.subscribers)))) AS distinct_subscribers,
    max(partials.last_commit)      AS last_commit
FROM telecom.real_time_partials AS partials
GROUP BY window_start, event_type, region
HAVING events != 0 OR duration_seconds != 0 OR megabytes != 0 OR amount != 0;
