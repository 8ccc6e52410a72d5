-- What the batch job retail-clean makes of one file of sales. A run writes its rows under its own
-- run_id, which nobody reads yet, and then one row into retail.reports: the views show the rows of the
-- newest report, so a run becomes visible as a whole, all tables at one stroke, or not at all. A run
-- is a partition, so that what an earlier run left goes without a mutation; that is why each server
-- holds all of it, like opensky.flights_batch.
CREATE DATABASE IF NOT EXISTS retail ON CLUSTER '{cluster}';

CREATE TABLE IF NOT EXISTS retail.sale_rows ON CLUSTER '{cluster}'
(
    run_id            String                           COMMENT 'Run of the batch job',
    line              UInt64                           COMMENT 'Line of the file on which the record begins; the header''s is 1',
    transaction_id    Nullable(String),
    customer_id       Nullable(String),
    category          LowCardinality(String),
    item              LowCardinality(Nullable(String)),
    price_per_unit    Decimal(14, 2),
    quantity          Int64                            COMMENT '1 and more',
    total_spent       Decimal(14, 2),
    payment_method    LowCardinality(Nullable(String)),
    location          LowCardinality(Nullable(String)),
    transaction_date  Nullable(Date),
    day_of_week       LowCardinality(Nullable(String)) COMMENT 'Monday to Sunday',
    transaction_month LowCardinality(Nullable(String)) COMMENT 'YYYY-MM',
    discount_applied  Nullable(Bool)                   COMMENT 'NULL where the file says nothing',
    recovered         Array(LowCardinality(String))    COMMENT 'Rules that filled a field in, docs/retail-cleaning.md',
    flags             Array(LowCardinality(String))    COMMENT 'Rules that found the row odd and kept it, docs/retail-cleaning.md'
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}')
PARTITION BY run_id
ORDER BY line
SETTINGS replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 2592000;

-- The item directory: which item a category sells at a price, from the rows of the file that have all
-- three. It fills in only what is unique: an item where items_at_price is 1, a price where
-- prices_of_item is 1.
CREATE TABLE IF NOT EXISTS retail.item_rows ON CLUSTER '{cluster}'
(
    run_id         String                 COMMENT 'Run of the batch job',
    category       LowCardinality(String),
    item           LowCardinality(String),
    price_per_unit Decimal(14, 2),
    sales          UInt64                 COMMENT 'Rows of the file that have all three',
    items_at_price UInt64                 COMMENT 'Items of this category at this price; more than 1 is a conflict',
    prices_of_item UInt64                 COMMENT 'Prices of this item in this category; more than 1 is a conflict'
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}')
PARTITION BY run_id
ORDER BY (category, price_per_unit, item)
SETTINGS replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 2592000;

-- The rows that were dropped, as they came and as far as they were recovered.
CREATE TABLE IF NOT EXISTS retail.quarantine_rows ON CLUSTER '{cluster}'
(
    run_id         String                           COMMENT 'Run of the batch job',
    line           UInt64                           COMMENT 'Line of the file on which the record begins; the header''s is 1',
    record         String                           COMMENT 'The record as the file has it',
    transaction_id Nullable(String),
    category       LowCardinality(Nullable(String)),
    item           LowCardinality(Nullable(String)),
    price_per_unit Nullable(Decimal(14, 2)),
    quantity       Nullable(Int64),
    total_spent    Nullable(Decimal(14, 2)),
    recovered      Array(LowCardinality(String))    COMMENT 'Rules that filled a field in',
    reasons        Array(LowCardinality(String))    COMMENT 'Rules for which it was dropped'
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}')
PARTITION BY run_id
ORDER BY line
SETTINGS replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 2592000;

-- The values that could not be read as what their column holds, and so became NULL.
CREATE TABLE IF NOT EXISTS retail.unparsed_rows ON CLUSTER '{cluster}'
(
    run_id      String                 COMMENT 'Run of the batch job',
    line        UInt64                 COMMENT 'Line of the file on which the record begins; the header''s is 1',
    column_name LowCardinality(String),
    value       String                 COMMENT 'As the file has it',
    reason      LowCardinality(String) COMMENT 'Rule that it breaks',
    kept        Bool                   COMMENT 'Whether the row was kept'
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}')
PARTITION BY run_id
ORDER BY (line, column_name)
SETTINGS replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 2592000;

-- One row per run that was published; the newest one says what the views show.
CREATE TABLE IF NOT EXISTS retail.reports ON CLUSTER '{cluster}'
(
    run_id           String                 COMMENT 'Run of the batch job',
    published_at     DateTime64(6, 'UTC'),
    input            String                 COMMENT 'The file',
    input_bytes      UInt64,
    separator        LowCardinality(String) COMMENT 'Between fields: comma, semicolon, tab or pipe',
    date_order       LowCardinality(String) COMMENT 'Of dates such as 8/4/2024: day_first, month_first or undecided',
    decimal_mark     LowCardinality(String) COMMENT 'Of numbers such as 1,234: point, comma or undecided',
    rows_read        UInt64,
    rows_kept        UInt64,
    rows_recovered   UInt64                 COMMENT 'Of those kept, the ones of which a field was filled in',
    rows_quarantined UInt64                 COMMENT 'Rows that were dropped',
    values_unparsed  UInt64                 COMMENT 'Values that became NULL'
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}')
ORDER BY published_at;

CREATE VIEW IF NOT EXISTS retail.sales ON CLUSTER '{cluster}' AS
SELECT * EXCEPT (run_id) FROM retail.sale_rows
WHERE run_id = (SELECT argMax(run_id, published_at) FROM retail.reports);

CREATE VIEW IF NOT EXISTS retail.items ON CLUSTER '{cluster}' AS
SELECT * EXCEPT (run_id) FROM retail.item_rows
WHERE run_id = (SELECT argMax(run_id, published_at) FROM retail.reports);

CREATE VIEW IF NOT EXISTS retail.quarantine ON CLUSTER '{cluster}' AS
SELECT * EXCEPT (run_id) FROM retail.quarantine_rows
WHERE run_id = (SELECT argMax(run_id, published_at) FROM retail.reports);

CREATE VIEW IF NOT EXISTS retail.unparsed ON CLUSTER '{cluster}' AS
SELECT * EXCEPT (run_id) FROM retail.unparsed_rows
WHERE run_id = (SELECT argMax(run_id, published_at) FROM retail.reports);

-- Means have two decimals, rounded half up, from exact sums: no mean is rounded twice.
CREATE VIEW IF NOT EXISTS retail.top_categories ON CLUSTER '{cluster}' AS
SELECT
    category,
    toInt64(sum(quantity))               AS units,
    count()                              AS transactions,
    toDecimal128(sum(total_spent), 2)    AS total
FROM retail.sale_rows
WHERE run_id = (SELECT argMax(run_id, published_at) FROM retail.reports)
GROUP BY category;

CREATE VIEW IF NOT EXISTS retail.payment_methods ON CLUSTER '{cluster}' AS
SELECT
    payment_method,
    count()                              AS transactions,
    toDecimal128(sum(total_spent), 2)    AS total,
    toDecimal128(intDiv(toInt128(total * 100) * 2 + transactions, 2 * transactions), 2) / 100 AS mean_total
FROM retail.sale_rows
WHERE run_id = (SELECT argMax(run_id, published_at) FROM retail.reports)
GROUP BY payment_method;

CREATE VIEW IF NOT EXISTS retail.locations ON CLUSTER '{cluster}' AS
SELECT
    location,
    count()                              AS transactions,
    toDecimal128(sum(total_spent), 2)    AS total,
    toDecimal128(intDiv(toInt128(total * 100) * 2 + transactions, 2 * transactions), 2) / 100 AS mean_total
FROM retail.sale_rows
WHERE run_id = (SELECT argMax(run_id, published_at) FROM retail.reports)
GROUP BY location;
