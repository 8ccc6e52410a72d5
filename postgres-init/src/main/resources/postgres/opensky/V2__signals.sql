-- Where incremental snapshots are asked for, and where the bridge marks the beginning and the end of
-- each chunk it reads, so that the marks are in the stream of changes at the right places. The columns
-- are Debezium's. A bridge that died leaves at most a mark behind; rows may be deleted at any time.
CREATE TABLE millrace_signals (
    id   varchar(64)   PRIMARY KEY,
    type varchar(32)   NOT NULL,
    data varchar(8192)
);

COMMENT ON TABLE millrace_signals IS 'Requests to the bridge and its marks; published, but not captured';

ALTER PUBLICATION millrace_opensky ADD TABLE millrace_signals;

GRANT SELECT, INSERT, DELETE ON millrace_signals TO millrace_replication;
