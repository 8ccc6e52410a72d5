/**
 * Where micro-batches go: ClickHouse, Kafka dead letters. All writes are idempotent under replay.
 */
@NullMarked
package io.millrace.spark.sink;

import org.jspecify.annotations.NullMarked;
