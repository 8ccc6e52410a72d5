-- What the platform knows of itself, for every domain.
CREATE DATABASE IF NOT EXISTS millrace;

-- One row per micro-batch of a streaming query, written after its effects. A batch that is replayed
-- after a crash replaces its row: same query, same batch_id.
CREATE TABLE millrace.micro_batches
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
    finished_at      DateTime64(3, 'UTC')   DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(finished_at)
PARTITION BY toYYYYMM(finished_at)
ORDER BY (query, checkpoint_id, batch_id)
TTL toDateTime(finished_at) + INTERVAL 90 DAY;

-- Contributions that came after their window had closed: what was late, by how much, and where it is
-- in Kafka. The window itself is restated; this is the record that it was.
CREATE TABLE millrace.late_events
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
ENGINE = ReplacingMergeTree(recorded_at)
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (domain, topic, kafka_partition, kafka_offset, sign)
TTL toDateTime(recorded_at) + INTERVAL 90 DAY;

-- The dead letters of millrace.dlq, by reason, for queries; the original bytes stay in the topic.
CREATE TABLE millrace.dead_letters
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
ENGINE = ReplacingMergeTree(recorded_at)
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (topic, kafka_partition, kafka_offset, query)
TTL toDateTime(recorded_at) + INTERVAL 90 DAY;

-- How far closed windows have been archived to Parquet.
CREATE TABLE millrace.archive_progress
(
    query         LowCardinality(String) COMMENT 'Streaming query whose windows are archived',
    checkpoint_id UUID,
    batch_id      UInt64                 COMMENT 'Newest micro-batch whose closed windows are in Parquet',
    watermark     DateTime64(6, 'UTC')   COMMENT 'Windows that end up to here are in Parquet',
    hours         UInt64                 COMMENT 'Objects written by this step',
    archived_at   DateTime64(3, 'UTC')   DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(archived_at)
ORDER BY (query, checkpoint_id, batch_id)
TTL toDateTime(archived_at) + INTERVAL 90 DAY;
