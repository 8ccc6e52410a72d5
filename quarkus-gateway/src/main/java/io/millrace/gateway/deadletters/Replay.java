package io.millrace.gateway.deadletters;

import java.time.Instant;

/**
 * That a letter was replayed, as the compacted topic keeps it.
 *
 * @param letter the letter's id
 * @param at when
 * @param by who
 * @param record where the replayed change event is
 * @param version of the row that it counts: topic, key, and the transaction that wrote it
 */
record Replay(String letter, Instant at, String by, RecordPosition record, String version) {}
