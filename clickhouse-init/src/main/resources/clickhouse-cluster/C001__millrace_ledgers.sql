-- What ClickHouse's files hold, for a cluster of shards and replicas: docs/scaling.md. These are the
-- tables as V001 to the newest V file leave them; a test holds them against those. Apply them once,
-- in order, with: clickhouse-client --multiquery --queries-file C001__millrace_ledgers.sql
-- Each server's macros must name {cluster}, {shard} and {replica}.
--
-- The ledgers that are read row by row are small and whole on every server; the two that grow with
-- what goes wrong are sharded, by what names a record, so that a row replaces the one of the same key.
-- What the platform knows of itself, for every domain.
CREATE DATABASE IF NOT EXISTS millrace ON CLUSTER '{cluster}';

-- One row per micro-batch of a streaming query, written after its effects. A batch that is replayed
-- after a crash replaces its row: same query, same batch_id.
CREATE TABLE IF NOT EXISTS millrace.micro_batches ON CLUSTER '{cluster}'
(
    query            LowCardinality(String) COMMENT 'Streaming query',
    checkpoint_id    UUID                   COMMENT 'Identity of the checkpoint that numbers the batches',
    batch_id         UInt64                 COMMENT 'Spark''s micro-batch number',
    watermark_before DateTime64(6, 'UTC')   COMMENT 'Watermark the batch was judged by',
    watermark_after  DateTime64(6, 'UTC')   COMMENT 'Watermark that the next batch is judged by',
    contributions    UInt64                 COMMENT 'Signed row images counted',
    late             UInt64                 COMMENT 'Contributions to windows that were closed',
    dead_letters     UInt64                 COMMENT 'Records turned away',
    late_hours       Array(DateTime('UTC')) COMMENT 'Hours whose closed windows were restated',
    windows          Array(DateTime('UTC')) COMMENT 'Starts of the windows that changed',
    oldest_commit    Nullable(DateTime64(3, 'UTC')) COMMENT 'Oldest PostgreSQL commit counted',
    newest_commit    Nullable(DateTime64(3, 'UTC')) COMMENT 'Newest PostgreSQL commit counted',
    finished_at      DateTime64(3, 'UTC')   DEFAULT now64(3),
    INDEX finished_at_bounds finished_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}', finished_at)
PARTITION BY toYYYYMM(finished_at)
ORDER BY (query, checkpoint_id, batch_id)
TTL toDateTime(finished_at) + INTERVAL 90 DAY;

-- Contributions that came after their window had closed: what was late, by how much, and where it is
-- in Kafka. The window itself is restated; this is the record that it was.
CREATE TABLE IF NOT EXISTS millrace.late_events_local ON CLUSTER '{cluster}'
(
    domain          LowCardinality(String),
    topic           LowCardinality(String),
    kafka_partition UInt32,
    kafka_offset    UInt64,
    sign            Int8                   COMMENT '+1 counted, -1 taken back',
    event_id        Int64,
    event_time      DateTime64(6, 'UTC'),
    window_start    DateTime('UTC'),
    event_type      LowCardinality(String),
    region          LowCardinality(String),
    watermark       DateTime64(6, 'UTC')   COMMENT 'The watermark that had passed the window',
    late_seconds    Float64                COMMENT 'From the window''s end to the watermark plus the lateness allowed, s',
    query           LowCardinality(String),
    batch_id        UInt64,
    recorded_at     DateTime64(3, 'UTC')   DEFAULT now64(3)
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', recorded_at)
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (domain, topic, kafka_partition, kafka_offset, sign)
TTL toDateTime(recorded_at) + INTERVAL 90 DAY;

CREATE TABLE IF NOT EXISTS millrace.late_events ON CLUSTER '{cluster}' AS millrace.late_events_local
ENGINE = Distributed('{cluster}', millrace, late_events_local, cityHash64(topic, kafka_partition, kafka_offset));

-- The dead letters of millrace.dlq, by reason, for queries; the original bytes stay in the topic.
CREATE TABLE IF NOT EXISTS millrace.dead_letters_local ON CLUSTER '{cluster}'
(
    topic           LowCardinality(String),
    kafka_partition UInt32,
    kafka_offset    UInt64,
    query           LowCardinality(String),
    reason          LowCardinality(String),
    detail          String,
    batch_id        UInt64,
    recorded_at     DateTime64(3, 'UTC')   DEFAULT now64(3)
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', recorded_at)
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (topic, kafka_partition, kafka_offset, query)
TTL toDateTime(recorded_at) + INTERVAL 90 DAY;

CREATE TABLE IF NOT EXISTS millrace.dead_letters ON CLUSTER '{cluster}' AS millrace.dead_letters_local
ENGINE = Distributed('{cluster}', millrace, dead_letters_local, cityHash64(topic, kafka_partition, kafka_offset));

-- How far closed windows have been archived to Parquet.
CREATE TABLE IF NOT EXISTS millrace.archive_progress ON CLUSTER '{cluster}'
(
    query         LowCardinality(String) COMMENT 'Streaming query whose windows are archived',
    checkpoint_id UUID,
    batch_id      UInt64                 COMMENT 'Newest micro-batch whose closed windows are in Parquet',
    watermark     DateTime64(6, 'UTC')   COMMENT 'Windows that end up to here are in Parquet',
    hours         UInt64                 COMMENT 'Objects written by this step',
    archived_at   DateTime64(3, 'UTC')   DEFAULT now64(3)
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}', archived_at)
ORDER BY (query, checkpoint_id, batch_id)
TTL toDateTime(archived_at) + INTERVAL 90 DAY;

-- One row per run of a batch job: entered when it begins, and replaced when it ends. A run that was
-- killed stays running and is told by its age. Rows are few and stay: a job's last success must be
-- known however long ago it was.
CREATE TABLE IF NOT EXISTS millrace.batch_runs ON CLUSTER '{cluster}'
(
    job              LowCardinality(String) COMMENT 'Name of the job, such as flights',
    run_id           String                 COMMENT 'Identity of the run: when it began and eight digits',
    started_at       DateTime64(3, 'UTC')   COMMENT 'When it began, before Spark started',
    finished_at      Nullable(DateTime64(3, 'UTC')) COMMENT 'When it ended; NULL while it runs, or if it was killed',
    state            Enum8('running' = 1, 'succeeded' = 2, 'failed' = 3) COMMENT 'What became of it',
    input            String                 COMMENT 'What it was asked to read',
    rows_read        UInt64                 COMMENT 'Rows that could be read; 0 until it has succeeded',
    rows_kept        UInt64                 COMMENT 'Rows written that count',
    rows_fixed       UInt64                 COMMENT 'Of those kept, the ones of which a field was put right',
    rows_quarantined UInt64                 COMMENT 'Rows written that count nowhere',
    bytes            UInt64                 COMMENT 'Bytes of the input objects as they are stored; 0 if a table was read',
    detail           String                 COMMENT 'Why it failed; empty otherwise',
    entered_at       DateTime64(6, 'UTC')   DEFAULT now64(6) COMMENT 'Time of this entry: the newest one counts'
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}', entered_at)
ORDER BY (job, run_id)
COMMENT 'What each run of a batch job did';
