-- Between which PostgreSQL commits a micro-batch's changes lie: with finished_at, how old they were
-- when they could be queried. NULL for a batch that counted nothing.
ALTER TABLE millrace.micro_batches ADD COLUMN IF NOT EXISTS
    oldest_commit Nullable(DateTime64(3, 'UTC')) COMMENT 'Oldest PostgreSQL commit counted' AFTER windows;
ALTER TABLE millrace.micro_batches ADD COLUMN IF NOT EXISTS
    newest_commit Nullable(DateTime64(3, 'UTC')) COMMENT 'Newest PostgreSQL commit counted' AFTER oldest_commit;

-- The live page asks for the last minutes again and again; batches are numbered in time, so one
-- look at a granule's bounds spares the months before.
ALTER TABLE millrace.micro_batches ADD INDEX IF NOT EXISTS finished_at_bounds finished_at TYPE minmax GRANULARITY 1;
