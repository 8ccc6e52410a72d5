-- What the batch jobs of the telecom domain compute: docs/batch-telecom.md. It is small beside the
-- events, so every server has it whole.

-- Percentiles of the dataset events, by day, hour, event type and region.
CREATE TABLE IF NOT EXISTS telecom.percentiles ON CLUSTER '{cluster}'
(
    day          Date                    COMMENT 'Of UTC',
    hour         Int8                    COMMENT '0 to 23, UTC; -1 for the whole day',
    event_type   LowCardinality(String),
    region       LowCardinality(String)  COMMENT 'ALL for all regions together',
    measure      LowCardinality(String)  COMMENT 'duration (s), megabytes (MB of 10^6 bytes) or amount (tenge)',
    method       LowCardinality(String)  COMMENT 'exact or approximate',
    events       UInt64                  COMMENT 'Events that have the measure',
    p50          Float64,
    p90          Float64,
    p95          Float64,
    p99          Float64,
    p999         Float64,
    rank_error   Float64                 COMMENT 'Greatest distance of the five from their ranks, as a share of events; 0 for exact',
    run_id       LowCardinality(String)  COMMENT 'Run that computed it'
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}')
PARTITION BY day
ORDER BY (day, hour, event_type, region, measure, method);

-- Days of telecom_events, in the zone that the row names. ALL stands for all event types or all
-- regions; region most_active repeats the figures of the region that had the most events.
CREATE TABLE IF NOT EXISTS telecom.daily_stats ON CLUSTER '{cluster}'
(
    day                      Date                     COMMENT 'Of the zone',
    zone                     LowCardinality(String)   COMMENT 'IANA time zone whose day it is',
    event_type               LowCardinality(String),
    region                   LowCardinality(String),
    most_active_region       LowCardinality(String)   COMMENT 'Whose figures a row of region most_active has; empty otherwise',
    events                   UInt64,
    duration_seconds         Int64                    COMMENT 's',
    duration_hours           Decimal(38, 6)           COMMENT 'h',
    megabytes                Decimal(38, 3)           COMMENT 'MB of 10^6 bytes',
    terabytes                Decimal(38, 9)           COMMENT 'TB of 10^12 bytes',
    amount                   Decimal(38, 2)           COMMENT 'Tenge',
    average_duration_seconds Nullable(Decimal(38, 6)) COMMENT 's, over the events that have a duration',
    megabytes_per_subscriber Nullable(Decimal(38, 6)) COMMENT 'MB by distinct subscriber',
    distinct_subscribers     UInt64,
    run_id                   LowCardinality(String)   COMMENT 'Run that computed it'
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}')
PARTITION BY day
ORDER BY (day, event_type, region);

-- What a staged day was computed from, for the checks before it is published: the totals of the rows
-- by PostgreSQL's own SQL, and of the windows that had settled, as PostgreSQL and the stream have them.
CREATE TABLE IF NOT EXISTS telecom.daily_stage_totals ON CLUSTER '{cluster}'
(
    day              Date                   COMMENT 'Of the zone',
    run_id           String,
    zone             LowCardinality(String),
    source           LowCardinality(String) COMMENT 'postgres, settled_postgres or settled_stream',
    event_type       LowCardinality(String) COMMENT 'ALL for all of them',
    events           Int64,
    duration_seconds Int64                  COMMENT 's',
    megabytes        Decimal(38, 3)         COMMENT 'MB of 10^6 bytes',
    amount           Decimal(38, 2)         COMMENT 'Tenge',
    staged_at        DateTime64(3, 'UTC')   DEFAULT now64(3)
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}', staged_at)
ORDER BY (day, run_id, source, event_type)
TTL toDateTime(staged_at) + INTERVAL 90 DAY;

-- Windows of the stream that a run put right, with what they were and what PostgreSQL says.
CREATE TABLE IF NOT EXISTS telecom.restated_windows ON CLUSTER '{cluster}'
(
    run_id                  String,
    day                     Date                   COMMENT 'That the run computed',
    window_start            DateTime('UTC')        COMMENT 'Start of the minute',
    event_type              LowCardinality(String),
    region                  LowCardinality(String),
    events_before           Int64,
    events_after            Int64,
    duration_seconds_before Int64                  COMMENT 's',
    duration_seconds_after  Int64                  COMMENT 's',
    megabytes_before        Decimal(38, 3)         COMMENT 'MB of 10^6 bytes',
    megabytes_after         Decimal(38, 3)         COMMENT 'MB of 10^6 bytes',
    amount_before           Decimal(38, 2)         COMMENT 'Tenge',
    amount_after            Decimal(38, 2)         COMMENT 'Tenge',
    subscribers_before      UInt64                 COMMENT 'Distinct',
    subscribers_after       UInt64                 COMMENT 'Distinct',
    state                   Enum8('begun' = 1, 'restated' = 2) COMMENT 'Begun: the run may have ended before the correction was in',
    entered_at              DateTime64(6, 'UTC')   DEFAULT now64(6)
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}', entered_at)
PARTITION BY toYYYYMM(day)
ORDER BY (day, run_id, window_start, event_type, region);
