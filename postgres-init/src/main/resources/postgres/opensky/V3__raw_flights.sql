-- Snapshots as they came, on their way to the topic raw_flights: an outbox. A row is inserted in the
-- transaction that inserts the states read from it, so that neither is ever there without the other;
-- the bridge publishes body as a record's value, record_key as its key and the other columns as its
-- headers. Rows may be deleted once they are published: that publishes nothing.
CREATE TABLE raw_flights (
    snapshot_id      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_key       text        NOT NULL,
    source           text        NOT NULL,
    run              text        NOT NULL,
    observed_at      timestamptz NOT NULL,
    received_at      timestamptz NOT NULL DEFAULT now(),
    content_type     text        NOT NULL DEFAULT 'application/json',
    content_encoding text        NOT NULL DEFAULT 'gzip',
    body             bytea       NOT NULL
);

COMMENT ON TABLE raw_flights IS 'Outbox of the topic raw_flights; kept for a day';
COMMENT ON COLUMN raw_flights.snapshot_id IS 'In the order of arrival';
COMMENT ON COLUMN raw_flights.record_key IS 'Key of the record: the source';
COMMENT ON COLUMN raw_flights.source IS 'As in processed_flights: simulator:SEED, replay:FILE or live';
COMMENT ON COLUMN raw_flights.run IS 'The run of the source: eight hexadecimal digits; states are judged beside those of their run';
COMMENT ON COLUMN raw_flights.observed_at IS 'Time of its first state; of its arrival if it has none';
COMMENT ON COLUMN raw_flights.body IS 'One or more answers of /api/states/all, in gzip';

-- It is compressed already.
ALTER TABLE raw_flights ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE INDEX raw_flights_received_at ON raw_flights (received_at);

ALTER PUBLICATION millrace_opensky ADD TABLE raw_flights;

GRANT SELECT ON raw_flights TO millrace_replication, millrace_monitor;
GRANT SELECT, INSERT, DELETE ON raw_flights TO millrace_writer;

-- What analytics read and write back.
GRANT SELECT ON processed_flights TO millrace_analytics;
GRANT SELECT, INSERT, UPDATE, DELETE ON flight_statistics TO millrace_analytics;
