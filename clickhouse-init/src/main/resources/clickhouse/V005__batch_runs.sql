-- One row per run of a batch job: entered when it begins, and replaced when it ends. A run that was
-- killed stays running and is told by its age. Rows are few and stay: a job's last success must be
-- known however long ago it was.
CREATE TABLE millrace.batch_runs
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
ENGINE = ReplacingMergeTree(entered_at)
ORDER BY (job, run_id)
COMMENT 'What each run of a batch job did';
