-- Sharded by aircraft: the image that is taken back names the same aircraft as when it came, so it goes
-- to the same shard, and the views, which run on each shard beside the rows, take it out of the very
-- sums it went into. A window's sums are then spread over the shards, and added up when asked for; so
-- the tables that the views fill have no sharding key, and nothing is inserted through them.
CREATE DATABASE IF NOT EXISTS opensky ON CLUSTER '{cluster}';

-- The states of opensky.processed_flights as change events bring them: an image that came is a row of
-- sign +1, one that was taken back a row of sign -1. Sums over sign * x are right at once; where rows
-- themselves are wanted, FINAL leaves those that are there. The deduplication window makes the insert
-- of a replayed micro-batch, which carries the same tokens, a no-op.
CREATE TABLE IF NOT EXISTS opensky.flights_streaming_local ON CLUSTER '{cluster}'
(
    flight_id       Int64                            COMMENT 'Key in PostgreSQL',
    icao24          LowCardinality(String)           COMMENT 'Six hexadecimal digits, lower case',
    callsign        Nullable(String),
    origin_country  LowCardinality(Nullable(String)) COMMENT 'As the source spells it',
    country         LowCardinality(Nullable(String)) COMMENT 'ISO 3166 alpha-2',
    time_position   Nullable(DateTime64(6, 'UTC')),
    last_contact    DateTime64(6, 'UTC'),
    longitude       Nullable(Float64)                COMMENT 'Degrees east',
    latitude        Nullable(Float64)                COMMENT 'Degrees north',
    baro_altitude   Nullable(Float64)                COMMENT 'm',
    on_ground       Bool,
    velocity        Nullable(Float64)                COMMENT 'm/s',
    true_track      Nullable(Float64)                COMMENT 'Degrees clockwise from north',
    vertical_rate   Nullable(Float64)                COMMENT 'm/s',
    geo_altitude    Nullable(Float64)                COMMENT 'm',
    squawk          LowCardinality(Nullable(String)),
    spi             Bool,
    position_source UInt8                            COMMENT '0 ADS-B, 1 ASTERIX, 2 MLAT, 3 FLARM',
    observed_at     DateTime64(6, 'UTC'),
    rules           Array(LowCardinality(String))    COMMENT 'Rules broken, docs/flight-quality-rules.md',
    quarantined     Bool                             COMMENT 'Counts nowhere',
    source          LowCardinality(String),
    sign            Int8                             COMMENT '+1 came, -1 taken back',
    commit_time     DateTime64(3, 'UTC')             COMMENT 'When PostgreSQL committed the change'
)
ENGINE = ReplicatedCollapsingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', sign)
PARTITION BY toYYYYMM(observed_at)
ORDER BY (toStartOfHour(observed_at), icao24, observed_at, flight_id)
SETTINGS replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS opensky.flights_streaming ON CLUSTER '{cluster}' AS opensky.flights_streaming_local
ENGINE = Distributed('{cluster}', opensky, flights_streaming_local, cityHash64(icao24));

-- Signed partial sums per minute and country. Speeds and altitudes are added as whole mm/s and mm,
-- since sums of floating-point numbers do not return to where they were when one is taken back.
CREATE TABLE IF NOT EXISTS opensky.country_partials_local ON CLUSTER '{cluster}'
(
    window_start    DateTime('UTC')        COMMENT 'Start of the minute',
    country         LowCardinality(String) COMMENT 'ISO 3166 alpha-2, or ZZ where it is unknown',
    states          SimpleAggregateFunction(sum, Int64) COMMENT 'States kept',
    quarantined     SimpleAggregateFunction(sum, Int64) COMMENT 'States quarantined',
    velocity_states SimpleAggregateFunction(sum, Int64) COMMENT 'States kept that have a velocity',
    velocity_mm_s   SimpleAggregateFunction(sum, Int64) COMMENT 'Their velocities, mm/s',
    altitude_states SimpleAggregateFunction(sum, Int64) COMMENT 'States kept that have a baro_altitude',
    altitude_mm     SimpleAggregateFunction(sum, Int64) COMMENT 'Their baro_altitudes, mm',
    aircraft        SimpleAggregateFunction(sumMap, Map(UInt32, Int64)) COMMENT 'icao24 as a number to its signed number of states kept',
    rules           SimpleAggregateFunction(sumMap, Map(String, Int64)) COMMENT 'Rule to the signed number of states that broke it',
    last_commit     SimpleAggregateFunction(max, DateTime64(3, 'UTC')) COMMENT 'Newest PostgreSQL commit contained'
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
PARTITION BY toYYYYMM(window_start)
ORDER BY (window_start, country)
SETTINGS replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS opensky.country_partials ON CLUSTER '{cluster}' AS opensky.country_partials_local
ENGINE = Distributed('{cluster}', opensky, country_partials_local);

CREATE MATERIALIZED VIEW IF NOT EXISTS opensky.country_statistics_mv ON CLUSTER '{cluster}' TO opensky.country_partials_local AS
SELECT
    toStartOfMinute(observed_at) AS window_start,
    ifNull(flights.country, 'ZZ') AS country,
    sumIf(toInt64(sign), NOT flights.quarantined) AS states,
    sumIf(toInt64(sign), flights.quarantined) AS quarantined,
    sumIf(toInt64(sign), NOT flights.quarantined AND isNotNull(velocity)) AS velocity_states,
    sumIf(sign * toInt64(round(ifNull(velocity, 0) * 1000)), NOT flights.quarantined) AS velocity_mm_s,
    sumIf(toInt64(sign), NOT flights.quarantined AND isNotNull(baro_altitude)) AS altitude_states,
    sumIf(sign * toInt64(round(ifNull(baro_altitude, 0) * 1000)), NOT flights.quarantined) AS altitude_mm,
    sumMapIf(map(reinterpretAsUInt32(reverse(unhex(icao24))), toInt64(sign)), NOT flights.quarantined) AS aircraft,
    sumMap(mapFromArrays(CAST(flights.rules, 'Array(String)'), arrayMap(rule -> toInt64(sign), flights.rules))) AS rules,
    max(commit_time) AS last_commit
FROM opensky.flights_streaming_local AS flights
GROUP BY window_start, country;

-- What people query: exact windows per country.
CREATE VIEW IF NOT EXISTS opensky.country_statistics ON CLUSTER '{cluster}' AS
SELECT
    window_start,
    country,
    sum(partials.states)          AS states,
    toInt64(length(mapFilter((address, n) -> n > 0, sumMap(partials.aircraft)))) AS aircraft,
    sum(partials.quarantined)     AS quarantined,
    sum(partials.velocity_states) AS velocity_states,
    sum(partials.velocity_mm_s)   AS velocity_mm_s,
    sum(partials.altitude_states) AS altitude_states,
    sum(partials.altitude_mm)     AS altitude_mm,
    if(velocity_states > 0, velocity_mm_s / velocity_states / 1000, NULL) AS mean_velocity,
    if(altitude_states > 0, altitude_mm / altitude_states / 1000, NULL)   AS mean_baro_altitude,
    max(partials.last_commit)     AS last_commit
FROM opensky.country_partials AS partials
GROUP BY window_start, country
HAVING states != 0 OR quarantined != 0 OR velocity_mm_s != 0 OR altitude_mm != 0;

-- The same per cell of one degree by one degree, of the states kept that have a position.
CREATE TABLE IF NOT EXISTS opensky.grid_partials_local ON CLUSTER '{cluster}'
(
    window_start    DateTime('UTC') COMMENT 'Start of the minute',
    latitude        Int16           COMMENT 'Southern edge of the cell, degrees north',
    longitude       Int16           COMMENT 'Western edge of the cell, degrees east',
    states          SimpleAggregateFunction(sum, Int64),
    velocity_states SimpleAggregateFunction(sum, Int64),
    velocity_mm_s   SimpleAggregateFunction(sum, Int64) COMMENT 'mm/s',
    altitude_states SimpleAggregateFunction(sum, Int64),
    altitude_mm     SimpleAggregateFunction(sum, Int64) COMMENT 'mm',
    aircraft        SimpleAggregateFunction(sumMap, Map(UInt32, Int64)),
    last_commit     SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
PARTITION BY toYYYYMM(window_start)
ORDER BY (window_start, latitude, longitude)
SETTINGS replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS opensky.grid_partials ON CLUSTER '{cluster}' AS opensky.grid_partials_local
ENGINE = Distributed('{cluster}', opensky, grid_partials_local);

CREATE MATERIALIZED VIEW IF NOT EXISTS opensky.grid_statistics_mv ON CLUSTER '{cluster}' TO opensky.grid_partials_local AS
SELECT
    toStartOfMinute(observed_at) AS window_start,
    toInt16(floor(assumeNotNull(flights.latitude))) AS latitude,
    toInt16(floor(assumeNotNull(flights.longitude))) AS longitude,
    sum(toInt64(sign)) AS states,
    sumIf(toInt64(sign), isNotNull(velocity)) AS velocity_states,
    sum(sign * toInt64(round(ifNull(velocity, 0) * 1000))) AS velocity_mm_s,
    sumIf(toInt64(sign), isNotNull(baro_altitude)) AS altitude_states,
    sum(sign * toInt64(round(ifNull(baro_altitude, 0) * 1000))) AS altitude_mm,
    sumMap(map(reinterpretAsUInt32(reverse(unhex(icao24))), toInt64(sign))) AS aircraft,
    max(commit_time) AS last_commit
FROM opensky.flights_streaming_local AS flights
WHERE NOT flights.quarantined AND isNotNull(flights.latitude) AND isNotNull(flights.longitude)
GROUP BY window_start, latitude, longitude;

CREATE VIEW IF NOT EXISTS opensky.grid_statistics ON CLUSTER '{cluster}' AS
SELECT
    window_start,
    latitude,
    longitude,
    sum(partials.states)          AS states,
    toInt64(length(mapFilter((address, n) -> n > 0, sumMap(partials.aircraft)))) AS aircraft,
    sum(partials.velocity_states) AS velocity_states,
    sum(partials.velocity_mm_s)   AS velocity_mm_s,
    sum(partials.altitude_states) AS altitude_states,
    sum(partials.altitude_mm)     AS altitude_mm,
    if(velocity_states > 0, velocity_mm_s / velocity_states / 1000, NULL) AS mean_velocity,
    if(altitude_states > 0, altitude_mm / altitude_states / 1000, NULL)   AS mean_baro_altitude,
    max(partials.last_commit)     AS last_commit
FROM opensky.grid_partials AS partials
GROUP BY window_start, latitude, longitude
HAVING states != 0 OR velocity_mm_s != 0 OR altitude_mm != 0;

-- What the batch job makes of raw snapshots, or of PostgreSQL: the same columns as the stream's, less
-- what only a stream has. A run replaces the days it computes, each at one stroke: by partitions, which
-- a table spread over shards could not do as one, so each server holds all of it.
CREATE TABLE IF NOT EXISTS opensky.flights_batch ON CLUSTER '{cluster}'
(
    icao24          LowCardinality(String),
    callsign        Nullable(String),
    origin_country  LowCardinality(Nullable(String)),
    country         LowCardinality(Nullable(String)),
    time_position   Nullable(DateTime64(6, 'UTC')),
    last_contact    DateTime64(6, 'UTC'),
    longitude       Nullable(Float64),
    latitude        Nullable(Float64),
    baro_altitude   Nullable(Float64),
    on_ground       Bool,
    velocity        Nullable(Float64),
    true_track      Nullable(Float64),
    vertical_rate   Nullable(Float64),
    geo_altitude    Nullable(Float64),
    squawk          LowCardinality(Nullable(String)),
    spi             Bool,
    position_source UInt8,
    observed_at     DateTime64(6, 'UTC'),
    rules           Array(LowCardinality(String)),
    quarantined     Bool,
    source          LowCardinality(String)
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}')
PARTITION BY toDate(observed_at)
ORDER BY (icao24, observed_at)
SETTINGS replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 2592000;
